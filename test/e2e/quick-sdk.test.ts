import Cloudflare, { APIError } from "cloudflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Pages, startPages } from "./pages.ts";
import { sizeOfPng } from "./quick.ts";
import { SharedBerth } from "./shared-berth.ts";

// Every quick action of the official SDK, as its users write it: only the base URL is another.

const PAGE = `<!doctype html><html lang="en"><title>Example</title>
<h1 class="top">Example</h1><p>A page with <a href="/other">a link</a>, <a href="https://elsewhere.test/x">another</a>
and <a href="#top">its own top</a>.</p><button>Press</button>`;

let berth: SharedBerth;
let pages: Pages;
let sdk: Cloudflare.BrowserRendering;
let page: { readonly account_id: string; readonly url: string };

beforeAll(async () => {
	[berth, pages] = await Promise.all([SharedBerth.join(), startPages({ "/": PAGE })]);
	const account = await new Account(berth).withToken();
	sdk = new Cloudflare({ baseURL: `${berth.url}/client/v4`, apiToken: account.token }).browserRendering;
	page = { account_id: account.id, url: `${pages.url}/` };
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

test("content.create gives the HTML", async () => {
	expect(await sdk.content.create(page)).toMatch(/^<!DOCTYPE html><html lang="en">.*<\/html>$/s);
});

test("markdown.create gives Markdown with absolute links", async () => {
	const markdown = await sdk.markdown.create(page);
	expect(markdown).toContain("# Example");
	expect(markdown).toContain(`[a link](${pages.url}/other)`);
});

test("links.create gives the addresses", async () => {
	expect(await sdk.links.create(page)).toEqual([`${pages.url}/other`, "https://elsewhere.test/x"]);
	expect(await sdk.links.create({ ...page, excludeExternalLinks: true })).toEqual([`${pages.url}/other`]);
});

test("scrape.create gives what each selector finds", async () => {
	const found = await sdk.scrape.create({ ...page, elements: [{ selector: "h1" }, { selector: "nav" }] });
	expect(found).toEqual([
		{
			selector: "h1",
			results: [
				{
					text: "Example",
					html: "Example",
					attributes: [{ name: "class", value: "top" }],
					width: expect.any(Number),
					height: expect.any(Number),
					top: expect.any(Number),
					left: 8,
				},
			],
		},
		{ selector: "nav", results: [] },
	]);
});

test("accessibilityTree.create gives the tree", async () => {
	const { accessibilityTree } = await sdk.accessibilityTree.create(page);
	expect(accessibilityTree).toMatchObject({
		role: "RootWebArea",
		name: "Example",
		children: expect.arrayContaining([expect.objectContaining({ role: "button", name: "Press" })]),
	});
});

test("snapshot.create gives the HTML and a picture", async () => {
	const { content, screenshot } = await sdk.snapshot.create(page);
	expect(content).toContain("<title>Example</title>");
	expect(sizeOfPng(Buffer.from(screenshot ?? "", "base64"))).toEqual([1920, 1080]);
});

test("screenshot.create gives a picture, which asResponse keeps", async () => {
	const viewport = { width: 400, height: 300 };
	const response = await sdk.screenshot.create({ ...page, viewport }).asResponse();
	expect(response.headers.get("content-type")).toBe("image/png");
	expect(Number(response.headers.get("x-browser-ms-used"))).toBeGreaterThan(0);
	expect(sizeOfPng(new Uint8Array(await response.arrayBuffer()))).toEqual([400, 300]);
});

test("pdf.create gives a PDF", async () => {
	const response = await sdk.pdf.create({ ...page, pdfOptions: { format: "a4", printBackground: true } });
	expect(response.headers.get("content-type")).toBe("application/pdf");
	expect(await response.text()).toMatch(/^%PDF-/);
});

test("a page that could not be had is an UnprocessableEntityError", async () => {
	const refusal: unknown = await sdk.content
		.create({ ...page, url: "http://no-such-host.invalid/" })
		.catch((error: unknown) => error);
	expect(refusal).toBeInstanceOf(Cloudflare.UnprocessableEntityError);
	expect(refusal instanceof APIError && refusal.errors).toMatchObject([{ code: 5005 }]);
});

test("cacheTTL gives what was made before, for as long as it says", async () => {
	const url = `${pages.url}/?cached`;
	await sdk.content.create({ ...page, url, cacheTTL: 3_600 });
	await expect
		.poll(async () => {
			const answer = await sdk.content.create({ ...page, url, cacheTTL: 3_600 }).asResponse();
			return answer.headers.get("x-browser-ms-used");
		})
		.toBe("0");
	const before = pages.requests.filter((path) => path === "/?cached").length;
	await sdk.content.create({ ...page, url, cacheTTL: 0 });
	expect(pages.requests.filter((path) => path === "/?cached")).toHaveLength(before + 1);
});

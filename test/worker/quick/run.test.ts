import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { readStandings, writeOwnLimits } from "../../../src/catalog/accounts.ts";
import { QUICK_BODIES } from "../../../src/domain/quick/request.ts";
import { renderPage } from "../../../src/quick/render-page.ts";
import { fileOf, quick, settings, tryQuick, valueOf } from "./quick.ts";

const html = `<!doctype html><title>Hello</title><meta name="description" content="About it"><h1 id="top">Hi</h1>
<a href="https://a.example/x">x</a> <a href="#top">y</a><p>text</p>`;

describe("an action gives", () => {
	test("the HTML after rendering, and how it came to be", async () => {
		const script = [{ content: "document.body.append('added')" }];
		expect(await quick("content", { html, addScriptTag: script })).toMatchObject({
			kind: "done",
			result: { json: expect.stringMatching(/^"<!DOCTYPE html>.*<p>text<\/p>added/) },
			meta: { status: 200, title: "Hello" },
			browserMs: expect.any(Number),
		});
	});

	test("Markdown with what the page says of itself first", async () => {
		expect(await valueOf("markdown", { html })).toBe(
			`---\ntitle: "Hello"\ndescription: "About it"\n---\n\n# Hi\n\n[x](https://a.example/x) y\n\ntext\n`,
		);
	});

	test("the addresses that it leads to, without places in it", async () => {
		expect(await valueOf("links", { html })).toEqual(["https://a.example/x"]);
	});

	test("what selectors find", async () => {
		expect(await valueOf("scrape", { html, elements: [{ selector: "h1" }, { selector: "nav" }] })).toEqual([
			{
				selector: "h1",
				results: [
					{
						text: "Hi",
						html: "Hi",
						attributes: [{ name: "id", value: "top" }],
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

	test("the accessibility tree, or that of an element, or null where there is none", async () => {
		expect(await valueOf("accessibilityTree", { html })).toMatchObject({
			accessibilityTree: { role: "RootWebArea", name: "Hello" },
		});
		expect(await valueOf("accessibilityTree", { html, root: "h1" })).toMatchObject({
			accessibilityTree: { role: "heading", name: "Hi" },
		});
		expect(await valueOf("accessibilityTree", { html, root: "nav" })).toEqual({ accessibilityTree: null });
	});

	test("a picture and a PDF", async () => {
		const png = await fileOf("screenshot", { html });
		expect([png.contentType, ...png.bytes.slice(1, 4)]).toEqual(["image/png", 0x50, 0x4e, 0x47]);
		const jpeg = await fileOf("screenshot", {
			html,
			selector: "h1",
			screenshotOptions: { type: "jpeg", quality: 50 },
		});
		expect([jpeg.contentType, ...jpeg.bytes.slice(0, 2)]).toEqual(["image/jpeg", 0xff, 0xd8]);
		const pdf = await fileOf("pdf", { html });
		expect([pdf.contentType, ...pdf.bytes.slice(0, 4)]).toEqual(["application/pdf", 0x25, 0x50, 0x44, 0x46]);
	});

	test("several formats at once", async () => {
		const formats = ["content", "screenshot", "markdown", "accessibilityTree"];
		expect(await valueOf("snapshot", { html, formats })).toEqual({
			content: expect.stringContaining("<h1"),
			screenshot: expect.stringMatching(/^iVBOR/),
			markdown: expect.stringContaining("# Hi"),
			accessibilityTree: expect.objectContaining({ role: "RootWebArea" }),
		});
	});
});

describe("an action fails with", () => {
	test.each([
		["a selector that is none", "scrape", { html, elements: [{ selector: "h1[" }] }, 6005],
		[
			"an element that does not come",
			"content",
			{ html, waitForSelector: { selector: "b", timeout: 50 } },
			6002,
		],
		["a server that is not there", "content", { url: "http://127.0.0.1:2/" }, 5008],
		["a time that is over", "content", { html, actionTimeout: 1, waitForTimeout: 60_000 }, 6002],
	] as const)("%s", async (_, action, body, code) => {
		expect(await quick(action, body)).toMatchObject({ kind: "failed", failure: { code } });
	});

	test("what a best attempt makes nothing of", async () => {
		const body = { html, bestAttempt: true, waitForSelector: { selector: "b", timeout: 50 } };
		expect(await quick("content", body)).toMatchObject({ kind: "done" });
	});
});

test("a pattern that takes exponential time is refused, and nothing waits for it", async () => {
	const url = `http://127.0.0.1:2/${"a".repeat(60)}`;
	await expect(quick("content", { url, rejectRequestPattern: [String.raw`\/(a+)+$b`] })).rejects.toThrow(
		/invalid_request: rejectRequestPattern: took longer/,
	);
	expect(await quick("content", { html })).toMatchObject({ kind: "done" });
});

test("a crawl's page comes with its content, its links and its answer in one visit", async () => {
	const order = { account: "local", waitMs: 30_000, berthPort: "8787" };
	const page = QUICK_BODIES.content.parse({ html });
	expect(await renderPage(env, order, page, ["html", "markdown"])).toMatchObject({
		value: {
			html: expect.stringContaining("<h1"),
			markdown: expect.stringContaining("# Hi"),
			links: ["https://a.example/x"],
			meta: { status: 200, title: "Hello" },
		},
	});
	const lost = QUICK_BODIES.content.parse({ url: "http://127.0.0.1:2/" });
	expect(await renderPage(env, order, lost, ["html"])).toMatchObject({
		problem: { code: "navigation_failed", message: expect.stringContaining("ERR_CONNECTION_REFUSED") },
	});
});

test("an account pays for the time of its actions, and gets none when its day is used up", async () => {
	const terms = { ...settings, now: Date.now(), account: "payer" };
	expect(await tryQuick("content", { html }, { account: "payer" })).toMatchObject({ ok: true });
	await expect
		.poll(async () => (await readStandings(env.CATALOG, terms))[0]?.browserTimeMs)
		.toBeGreaterThan(0);

	await writeOwnLimits(env.CATALOG, "spender", { browserTimePerDayMs: 0 });
	expect(await tryQuick("content", { html }, { account: "spender" })).toMatchObject({
		problem: { code: "browser_time_exceeded", message: "Browser time limit exceeded for today" },
	});
});

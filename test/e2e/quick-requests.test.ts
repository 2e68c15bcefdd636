import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Pages, startPages } from "./pages.ts";
import { quick } from "./quick.ts";
import { SharedBerth } from "./shared-berth.ts";

// Which requests of a page go out, and what is told of the page's own.

/** Its files have the page's query in their names, by which they are known. */
const assets = (id: string) =>
	`<link rel="stylesheet" href="/a${id}.css"><script src="/a${id}.js"></script><img src="/a${id}.png"><h1>Assets`;

let berth: SharedBerth;
let pages: Pages;
let account: Account;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/assets": (request, response) =>
				void response
					.writeHead(200, { "content-type": "text/html" })
					.end(assets(request.url?.split("?")[1] ?? "")),
			"/moved": (_, response) => void response.writeHead(301, { location: "/plain" }).end(),
			"/plain": "<p id=plain>Plain",
			"/refreshed": "<meta http-equiv=refresh content='0; url=/plain'><p>Refreshed",
			"/scripted": "<script>location.replace('/plain')</script><p>Scripted",
			"/to-missing": "<script>location.replace('/missing#here')</script>",
			"/missing": (_, response) =>
				void response.writeHead(404, { "content-type": "text/html" }).end("<p id=missing>Missing"),
			"/restless": "<meta http-equiv=refresh content=0><p>Restless",
		}),
	]);
	account = await new Account(berth).withToken();
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

describe("of what a page asks for,", () => {
	test.each<[field: string, fields: object, asked: readonly string[]]>([
		["everything goes out", {}, ["css", "js", "png"]],
		["rejectRequestPattern keeps some back", { rejectRequestPattern: [String.raw`\.css$`] }, ["js", "png"]],
		["a pattern may have flags", { rejectRequestPattern: ["/A[A-Z0-9]+\\.(CSS|JS)$/i"] }, ["png"]],
		["allowRequestPattern lets some out", { allowRequestPattern: ["assets", "png$"] }, ["png"]],
		["rejectResourceTypes keeps kinds back", { rejectResourceTypes: ["image", "script"] }, ["css"]],
		["allowResourceTypes lets kinds out", { allowResourceTypes: ["document", "script"] }, ["js"]],
		[
			"a pattern or a kind is enough to be let out",
			{ allowResourceTypes: ["document"], allowRequestPattern: ["js$"] },
			["js"],
		],
		[
			"what is rejected is not let out",
			{ rejectRequestPattern: ["js$"], allowResourceTypes: ["document", "script", "image"] },
			["png"],
		],
	])("%s", async (_, fields, asked) => {
		const id = crypto.randomUUID().replaceAll("-", "");
		const { body } = await quick(account, "content", {
			url: `${pages.url}/assets?${id}`,
			gotoOptions: { waitUntil: "networkidle0" },
			...fields,
		});
		expect(body).toMatchObject({ success: true });
		const seen = pages.requests.filter((path) => path.startsWith(`/a${id}.`));
		expect(new Set(seen.map((path) => path.split(".")[1]))).toEqual(new Set(asked));
	});
});

describe("meta", () => {
	test("has the page's headers and where it was", async () => {
		const { body } = await quick(account, "content", { url: `${pages.url}/plain` });
		expect(body.meta).toEqual({
			status: 200,
			title: "",
			headers: expect.objectContaining({ "content-type": "text/html; charset=utf-8" }),
			finalUrl: `${pages.url}/plain`,
		});
	});

	test("has how the page was come to", async () => {
		const { body } = await quick(account, "markdown", { url: `${pages.url}/moved` });
		expect(body.meta).toMatchObject({
			status: 200,
			finalUrl: `${pages.url}/plain`,
			redirectChain: [
				{ url: `${pages.url}/moved`, status: 301, headers: expect.objectContaining({ location: "/plain" }) },
			],
		});
	});

	test("of markup that was sent along has little to say", async () => {
		const { body } = await quick(account, "content", { html: "<title>Sent</title><p>along" });
		expect(body).toMatchObject({
			result: expect.stringContaining("<p>along"),
			meta: { status: 200, title: "Sent" },
		});
	});
});

describe("a page that goes on to another", () => {
	test.each(["refreshed", "scripted"])("is read, or the other is: %s", async (path) => {
		const url = `${pages.url}/${path}`;
		const asked = Array.from({ length: 8 }, () => quick(account, "content", { url }));
		for (const { body } of await Promise.all(asked))
			expect(body).toMatchObject({
				success: true,
				result: expect.stringMatching(/Plain|Refreshed|Scripted/),
			});
	});

	test("is the other one in the end, also to meta", async () => {
		const url = `${pages.url}/to-missing`;
		const { body } = await quick(account, "content", { url, waitForSelector: { selector: "#missing" } });
		expect(body).toMatchObject({
			result: expect.stringContaining("Missing"),
			meta: { status: 404, finalUrl: `${pages.url}/missing#here` },
		});
	});

	test("again and again is waited for a few times only", async () => {
		const { status } = await quick(account, "content", { url: `${pages.url}/restless` });
		expect([200, 422]).toContain(status);
	});
});

import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { freePort } from "./free-port.ts";
import { type Pages, startPages } from "./pages.ts";
import { quick } from "./quick.ts";
import { SharedBerth } from "./shared-berth.ts";

// What Chrome says of pages that can't be had, in Cloudflare's numbers.

let berth: SharedBerth;
let pages: Pages;
let account: Account;

const unanswered = new Set<ServerResponse>();

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/": "<title>Page</title><h1>Page",
			"/unseen": "<p id=unseen style='display:none'>Unseen",
			"/loop": (_, response) => void response.writeHead(302, { location: "/loop" }).end(),
			"/empty": (request) => void request.socket.destroy(),
			"/reset": (request) => void request.socket.resetAndDestroy(),
			"/nothing": (_, response) => void response.writeHead(204).end(),
			"/silent": (_, response) => void unanswered.add(response),
			"/strict": (_, response) =>
				void response
					.writeHead(200, {
						"content-type": "text/html",
						"content-security-policy": "require-trusted-types-for 'script'",
					})
					.end("<h1>Strict"),
			"/not-found": (_, response) =>
				void response.writeHead(404, { "content-type": "text/html" }).end("<h1>No"),
			"/broken": (_, response) => void response.writeHead(500, { "content-type": "text/html" }).end("<h1>Oh"),
		}),
	]);
	account = await new Account(berth).withToken();
});
afterAll(async () => {
	await Promise.all([berth.leave(), pages.stop()]);
});

test.each([
	[5000, "a page over TLS from a server that has none", () => pages.url.replace("http:", "https:")],
	[5001, "an address where no server can be", () => "http://224.0.0.1/"],
	[5002, "an answer that is none", () => `${pages.url}/nothing`],
	[5003, "redirects in a circle", () => `${pages.url}/loop`],
	[5005, "a host that is not there", () => "http://no-such-host.invalid/"],
	[5006, "a connection that is reset", () => `${pages.url}/reset`],
	[5008, "a port where nobody listens", async () => `http://127.0.0.1:${await freePort()}/`],
	[5009, "a port that Chrome does not use", () => "http://127.0.0.1:1/"],
	[5010, "a file of a page that is gone", () => `blob:${pages.url}/6c9bf1e2-7d4f-4a8e-9d5e-000000000000`],
	[5011, "an answer with nothing in it", () => `${pages.url}/empty`],
])("%d is %s", async (code, _, urlOf) => {
	const url = await urlOf();
	const { status, browserMs, body } = await quick(account, "content", { url });
	expect([status, body.success]).toEqual([422, false]);
	expect(body.errors).toEqual([
		{ code, message: expect.stringMatching(/^[A-Z].*\.$/), detail: expect.stringContaining("net::") },
	]);
	expect(Number(browserMs)).toBeGreaterThanOrEqual(0);
});

test.each([
	[6000, "an element to picture that is not there", "screenshot", "/", { selector: "#none" }],
	[6000, "an element to picture that is not shown", "screenshot", "/unseen", { selector: "#unseen" }],
	[6002, "a page that never comes", "content", "/silent", { gotoOptions: { timeout: 500 } }],
	[
		6002,
		"an element that never comes",
		"links",
		"/",
		{ waitForSelector: { selector: "#none", timeout: 300 } },
	],
	[6003, "a page of a PDF that has one less", "pdf", "/", { pdfOptions: { pageRanges: "99" } }],
	[
		6004,
		"a script that the page's policy refuses",
		"content",
		"/strict",
		{ addScriptTag: [{ content: "1" }] },
	],
	[6005, "a selector that is none", "scrape", "/", { elements: [{ selector: "((" }] }],
	[6005, "a selector to wait for that is none", "content", "/", { waitForSelector: { selector: "((" } }],
	[6006, "a script that is not there", "content", "/", { addScriptTag: [{ url: "/none.js" }] }],
])("%d is %s", async (code, _, action, path, fields) => {
	const { status, body } = await quick(account, action, { url: `${pages.url}${path}`, ...fields });
	expect([status, body.errors?.map((error) => error.code)]).toEqual([422, [code]]);
});

test("what Chrome does not take is a 400 in its words", async () => {
	const cookies = [{ name: "a;b", value: "1" }];
	const { status, body } = await quick(account, "content", { url: `${pages.url}/`, cookies });
	expect([status, body.errors?.[0]?.message]).toEqual([
		400,
		"The browser does not take this: Invalid cookie fields",
	]);
});

test.each([
	[404, "/not-found", "<h1>No"],
	[500, "/broken", "<h1>Oh"],
])("a page that answers %d is one", async (status, path, text) => {
	const answer = await quick(account, "content", { url: `${pages.url}${path}` });
	expect(answer).toMatchObject({
		status: 200,
		body: { result: expect.stringContaining(text), meta: { status } },
	});
});

test("a server that speaks something else is a failure with Chrome's words", async () => {
	const server = createServer((socket) => void socket.end("SSH-2.0-x\r\n"));
	server.listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const address = server.address();
	const port = typeof address === "object" ? address?.port : undefined;
	const { status, body } = await quick(account, "content", { url: `http://127.0.0.1:${port}/` });
	expect([status, body.errors?.[0]?.code]).toEqual([422, 5009]);
	server.close();
});

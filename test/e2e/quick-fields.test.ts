import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Pages, startPages } from "./pages.ts";
import { quick } from "./quick.ts";
import { SharedBerth } from "./shared-berth.ts";

// What each field of a quick action changes, as a page and its server see it.

/** What a page can tell of itself. Its script adds `#late` once it was there for a while. */
const SEEING = `<noscript id="noscript">no scripts</noscript><pre id="seen"></pre><h1>Seen</h1><script>
const agent = navigator.userAgent;
seen.textContent = JSON.stringify({
	size: [innerWidth, innerHeight, devicePixelRatio],
	touch: navigator.maxTouchPoints > 0,
	agent,
	print: matchMedia("print").matches,
	cookie: document.cookie,
	referrer: document.referrer,
});
setTimeout(() => document.body.insertAdjacentHTML("beforeend", '<p id="late">late'), 300);
setInterval(() => { document.title = String(Math.floor(performance.now())); }, 20);
</script>`;

interface Seen {
	readonly size: readonly number[];
	readonly touch: boolean;
	readonly agent: string;
	readonly print: boolean;
	readonly cookie: string;
	readonly referrer: string;
	readonly headers: Readonly<Record<string, string>>;
}

let berth: SharedBerth;
let pages: Pages;
let account: Account;
/** Pictures that are asked for and wait to be given. */
const held = new Set<ServerResponse>();

const html = (response: ServerResponse, text: string, headers = {}) =>
	void response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(text);

beforeAll(async () => {
	const seen = (request: IncomingMessage, response: ServerResponse) =>
		html(response, `<pre id="headers">${JSON.stringify(request.headers)}</pre>${SEEING}`);
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/seen": seen,
			"/locked": (request, response) => {
				if (request.headers.authorization === `Basic ${btoa("ada:secret")}`) html(response, "<h1>Open");
				else response.writeHead(401, { "www-authenticate": 'Basic realm="here"' }).end("locked");
			},
			"/slow":
				"<title>early</title><script>onload = () => { document.title = 'loaded' }</script><img src=/held>",
			"/held": (_, response) => void held.add(response),
			"/set": (_, response) => html(response, "<h1>Set", { "set-cookie": "who=ada; Path=/" }),
			"/added.js": (_, response) =>
				void response
					.writeHead(200, { "content-type": "text/javascript" })
					.end("document.body.dataset.added = 'by address'"),
			"/hidden":
				"<a href=/shown>s</a><a href=/none style='display:none'>n</a><a href=/see-through style='opacity:0'>o</a>",
		}),
	]);
	account = await new Account(berth).withToken();
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

/** What the page and its server have seen. */
async function seenWith(fields: object): Promise<Seen> {
	const elements = [{ selector: "#seen" }, { selector: "#headers" }];
	const { body } = await quick(account, "scrape", { url: `${pages.url}/seen`, elements, ...fields });
	const [page, headers] = (body.result as { results: { text: string }[] }[]).map(
		({ results }) => JSON.parse(results[0]?.text || "{}") as object,
	);
	return { ...page, headers } as Seen;
}

describe("as a page sees it,", () => {
	test.each<[field: string, fields: object, seen: object]>([
		["the viewport", {}, { size: [1920, 1080, 1], touch: false, print: false }],
		[
			"viewport",
			{ viewport: { width: 400, height: 300, deviceScaleFactor: 2, hasTouch: true } },
			{ size: [400, 300, 2], touch: true },
		],
		["userAgent", { userAgent: "Tester/1" }, { agent: "Tester/1", headers: { "user-agent": "Tester/1" } }],
		["emulateMediaType", { emulateMediaType: "print" }, { print: true }],
		["cookies", { cookies: [{ name: "a", value: "1" }] }, { cookie: "a=1", headers: { cookie: "a=1" } }],
		[
			"a cookie of this site alone",
			{
				cookies: [
					{ name: "p", value: "1", secure: true, sameSite: "None", partitionKey: "http://127.0.0.1" },
				],
			},
			{ cookie: "p=1" },
		],
		["setExtraHTTPHeaders", { setExtraHTTPHeaders: { "X-Test": "1" } }, { headers: { "x-test": "1" } }],
		[
			"gotoOptions.referer",
			{ gotoOptions: { referer: "http://from.example/" } },
			{ referrer: "http://from.example/", headers: { referer: "http://from.example/" } },
		],
		[
			"gotoOptions.referrerPolicy",
			{ gotoOptions: { referer: "https://from.example/x", referrerPolicy: "unsafe-url" } },
			{ headers: { referer: "https://from.example/x" } },
		],
		[
			"goToOptions",
			{ goToOptions: { referer: "http://from.example/" } },
			{ headers: { referer: "http://from.example/" } },
		],
		["setJavaScriptEnabled", { setJavaScriptEnabled: false }, { headers: { host: expect.any(String) } }],
	])("%s", async (_, fields, seen) => {
		expect(await seenWith(fields)).toMatchObject(seen);
	});

	test("its scripts do not run where setJavaScriptEnabled is false", async () => {
		expect(await seenWith({ setJavaScriptEnabled: false })).not.toHaveProperty("agent");
	});
});

describe("authenticate", () => {
	test.each([
		["opens what is locked", { username: "ada", password: "secret" }, 200],
		["with another password does not", { username: "ada", password: "wrong" }, 401],
	])("%s", async (_, authenticate, status) => {
		const { body } = await quick(account, "content", { url: `${pages.url}/locked`, authenticate });
		expect(body.meta?.status).toBe(status);
	});
});

describe("before the action,", () => {
	const contentOf = async (fields: object, path = "/seen") =>
		(await quick(account, "content", { url: `${pages.url}${path}`, ...fields })).body;

	test.each([
		[
			"addScriptTag by its text",
			{ addScriptTag: [{ content: "document.body.dataset.added = 'here'" }] },
			"here",
		],
		["addScriptTag by its address", { addScriptTag: [{ url: "/added.js" }] }, "by address"],
		["addScriptTag with an id", { addScriptTag: [{ content: "1", id: "given" }] }, "given"],
	])("%s", async (_, fields, text) => {
		expect((await contentOf(fields)).result).toContain(`"${text}"`);
	});

	test.each([
		["scrape", { elements: [{ selector: "a" }] }, /"width":0.*"width":0/],
		["links", { visibleLinksOnly: true }, /^\[\]$/],
	])("addStyleTag changes what %s finds", async (action, fields, found) => {
		const addStyleTag = [{ content: "a { display: none }" }];
		const { body } = await quick(account, action, { url: `${pages.url}/hidden`, addStyleTag, ...fields });
		expect(JSON.stringify(body.result)).toMatch(found);
	});

	test("a style that is not there changes nothing", async () => {
		expect((await contentOf({ addStyleTag: [{ url: "/none.css" }] })).success).toBe(true);
	});

	test("waitForSelector waits until the element is there", async () => {
		expect((await contentOf({ waitForSelector: { selector: "#late" } })).result).toContain('id="late"');
	});

	test("waitForTimeout waits for so long", async () => {
		const { meta } = await contentOf({ waitForTimeout: 1_000 });
		expect(Number(meta?.title)).toBeGreaterThan(900);
	});

	test("bestAttempt goes on without the element", async () => {
		const waitForSelector = { selector: "#never", timeout: 200 };
		expect((await contentOf({ waitForSelector, bestAttempt: true })).result).toContain("<h1>Seen</h1>");
	});

	test("nothing waits for pictures, unless waitUntil says so", async () => {
		expect((await contentOf({}, "/slow")).meta?.title).toBe("early");
		const giving = setInterval(() => {
			for (const response of held) response.writeHead(404).end();
			held.clear();
		}, 50);
		const { meta } = await contentOf({ gotoOptions: { waitUntil: "load" } }, "/slow");
		clearInterval(giving);
		expect(meta?.title).toBe("loaded");
	});

	test("actionTimeout ends an action that takes longer", async () => {
		const busy = { addScriptTag: [{ content: "setTimeout(() => { for (;;); }, 0)" }], waitForTimeout: 300 };
		const { status, body } = await quick(account, "content", {
			html: "<p>",
			...busy,
			actionTimeout: 1_000,
		});
		expect([status, body.errors?.[0]?.code]).toEqual([422, 6002]);
	});
});

describe("Berth's own", () => {
	test("session_id acts as the one who is signed in there", async () => {
		const session = await account.create();
		await account.openTab(session.sessionId, `${pages.url}/set`);
		expect(await seenWith({ session_id: session.sessionId })).toMatchObject({ cookie: "who=ada" });
		expect(await seenWith({})).toMatchObject({ cookie: "" });
		await account.end(session.sessionId);
	});

	test("session_id is not another account's", async () => {
		const session = await account.create();
		const stranger = await new Account(berth).withToken();
		const { status, body } = await quick(stranger, "content", { html: "<p>", session_id: session.sessionId });
		expect([status, body.errors]).toEqual([404, [{ code: 2007, message: "Session not found." }]]);
		await account.end(session.sessionId);
	});

	test("guardrails keep the page to its hosts", async () => {
		const id = crypto.randomUUID();
		await quick(account, "content", {
			url: `${pages.url}/seen?${id}`,
			guardrails: { allowedDomains: ["example.com"] },
		});
		expect(pages.requests).not.toContain(`/seen?${id}`);
	});
});

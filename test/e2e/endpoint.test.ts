import puppeteer from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, type ShownTarget } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { Browsr } from "./browsr.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { OwnChrome } from "./own-chrome.ts";
import { startPages, type Pages } from "./pages.ts";

let berth: Berth;
let account: Account;
let browsr: Browsr;
let chrome: OwnChrome;
let pages: Pages;

beforeAll(async () => {
	berth = await startBerth({
		vars: { ALLOW_PRIVATE_CDP: "true", LEASE_MS: "10000" },
	});
	account = new Account(berth);
	browsr = new Browsr(account);
	chrome = await OwnChrome.start();
	pages = await startPages({
		"/": "<title>Start</title><h1>Hello</h1><a href='/popup' target='_blank'>more</a>",
		"/popup": "<title>Popup</title>",
		"/theirs": "<title>Theirs</title>",
	});
});
afterAll(async () => {
	await berth.stop();
	await chrome.kill();
	await pages.stop();
});

const start = async (cdp_url: string, options: object = {}): Promise<string> =>
	(await browsr.start({ cdp_url, ...options })).session_id;

const closeReason = async (sessionId: string) => (await account.session(sessionId)).closeReason;
const urlsOf = (tabs: readonly { readonly url: string }[]) => tabs.map(({ url }) => url);

/** The tabs that somebody has open in the Chrome are there as they were. */
async function untouched(): Promise<void> {
	await expect.poll(async () => urlsOf(await chrome.tabs())).toEqual(["about:blank"]);
}

describe.each([
	["an http URL", () => chrome.url],
	["a socket's URL", () => chrome.socketUrl],
])("a session at %s", (_, cdpUrl) => {
	test("works in a tab of its own, and closes that alone", async () => {
		const id = await start(cdpUrl(), { start_url: `${pages.url}/` });
		expect(urlsOf(await chrome.tabs())).toEqual(expect.arrayContaining([`${pages.url}/`, "about:blank"]));
		const detail = await browsr.ask("GET", `/sessions/${id}`);
		expect(detail.body).toMatchObject({ browser: "endpoint", current_url: `${pages.url}/` });

		const got = await browsr.run(
			id,
			{ command: "get_text", data: { selector: "h1" } },
			{ command: "tabs_new" },
		);
		expect(got.body).toMatchObject({ success: true });
		expect(JSON.stringify(got.body.results[0])).toContain("Hello");
		const scraped = await browsr.ask("POST", "/v1/scrape", { url: `${pages.url}/`, session_id: id });
		expect(scraped.body.data.markdown).toContain("Hello");
		expect(await chrome.tabs()).toHaveLength(3);

		expect((await browsr.end(id)).status).toBe(204);
		await untouched();
		await expect.poll(() => closeReason(id)).toBe("NormalClosure");
		expect(chrome.isRunning).toBe(true);
	});

	test("is a browser for puppeteer, whose close ends the session only", async () => {
		const id = await start(cdpUrl());
		const browser = await puppeteer.connect({
			browserWSEndpoint: account.socket(`/browser/${id}`),
			headers: account.headers,
		});
		const page = await browser.newPage();
		await page.goto(`${pages.url}/`);
		const [popup] = await Promise.all([
			new Promise((resolve) => page.once("popup", resolve)),
			page.click("a"),
		]);
		expect(popup).not.toBeNull();
		expect(await chrome.tabs()).toHaveLength(4);
		await browser.close();
		await expect.poll(() => closeReason(id)).toBe("NormalClosure");
		await untouched();
	});

	test("ends a client's waits for the tabs that its end closes", async () => {
		const id = await start(cdpUrl());
		const browser = await puppeteer.connect({
			browserWSEndpoint: account.socket(`/browser/${id}`),
			headers: account.headers,
		});
		const page = await browser.newPage();
		const wait = page.waitForRequest("http://never.localhost/", { timeout: 0 });
		await Promise.all([expect(wait).rejects.toThrow("Page closed!"), browsr.end(id)]);
		await untouched();
	});

	test("has sockets of single tabs, which close with them", async () => {
		const id = await start(cdpUrl());
		const [own] = await account.targets(id);
		const { webSocketDebuggerUrl } = own as ShownTarget;
		const page = await CdpSocket.open(webSocketDebuggerUrl);
		await page.send("Page.enable");
		await page.send("Page.navigate", { url: `${pages.url}/` });
		await expect.poll(() => page.evaluate("document.title")).toBe("Start");
		expect(page.events.every(({ sessionId }) => sessionId === undefined)).toBe(true);
		// What is attached to from there keeps its name.
		const { frameTree } = await page.send("Page.getFrameTree");
		expect(frameTree.frame.url).toBe(`${pages.url}/`);
		expect(await page.send("Browser.getVersion")).toHaveProperty("product");
		await account.read(`/browser/${id}/json/close/${own?.id}`);
		await page.closed;
		const missing = await account.fetch(`/browser/${id}/json/close/${own?.id}`);
		expect(missing.status).toBe(404);
		await browsr.end(id);
		await untouched();
	});

	test("answers what Chrome's /json does", async () => {
		const id = await start(cdpUrl());
		expect(await account.read(`/browser/${id}/json/version`)).toMatchObject({
			Browser: expect.stringContaining("Chrome/"),
			"WebKit-Version": expect.stringContaining("537.36 (@"),
		});
		expect(await account.read(`/browser/${id}/json/protocol`)).toHaveProperty("domains");
		const opened = await account.openTab(id, `${pages.url}/`);
		expect(opened).toMatchObject({ title: "Start", type: "page" });
		await account.read(`/browser/${id}/json/activate/${opened.id}`);
		await browsr.end(id);
		await untouched();
	});

	test("shows frames of its own tab, whatever somebody opens meanwhile", async () => {
		const { body } = await browsr.ask("POST", "/sessions", {
			headless: true,
			cdp_url: cdpUrl(),
			start_url: "data:text/html,<body style='background:rgb(255,0,0)'>",
		});
		const theirs = await chrome.openTab(`${pages.url}/theirs`);
		const abort = new AbortController();
		const stream = await fetch(body.sse_url, { signal: abort.signal });
		let seen = "";
		const reading = (async () => {
			for await (const chunk of stream.body ?? []) seen += Buffer.from(chunk).toString();
		})().catch(() => undefined);
		await expect.poll(() => seen).toContain("event: frame");
		const detail = await browsr.ask("GET", `/sessions/${body.session_id}`);
		expect(detail.text).toContain("rgb(255,0,0)");
		await browsr.end(body.session_id);
		await expect.poll(() => seen).toContain("NormalClosure");
		abort.abort();
		await reading;
		expect(urlsOf(await chrome.tabs())).toContain(`${pages.url}/theirs`);
		await fetch(`${chrome.url}/json/close/${theirs}`);
		await untouched();
	});
});

test("somebody's tabs can be used when they are asked for, and stay", async () => {
	const theirs = await chrome.openTab(`${pages.url}/theirs`);
	const id = await start(chrome.url);
	const got = await browsr.run(id, { command: "get_url" }, { command: "tabs_close" }, { command: "get_url" });
	expect(got.body.results).toMatchObject([
		{ success: true },
		{ success: true, data: { current: null } },
		{ success: false, code: "no_page" },
	]);
	const used = await browsr.run(
		id,
		{ command: "tabs_select", data: { tab_id: theirs } },
		{ command: "get_title" },
	);
	expect(JSON.stringify(used.body.results[1])).toContain("Theirs");
	await browsr.end(id);
	await expect.poll(() => closeReason(id)).toBe("NormalClosure");
	expect(urlsOf(await chrome.tabs())).toContain(`${pages.url}/theirs`);
	await fetch(`${chrome.url}/json/close/${theirs}`);
	await untouched();
});

test("it presents itself as asked as a whole, which is said", async () => {
	const { session_id, ...started } = await browsr.start({
		headless: false,
		cdp_url: chrome.url,
		user_agent: "Tester/1",
		start_url: `${pages.url}/`,
	});
	expect(started).toMatchObject({ warnings: [expect.stringContaining("all of that browser")] });
	const got = await browsr.run(session_id, {
		command: "evaluate",
		data: { expression: "navigator.userAgent" },
	});
	expect(JSON.stringify(got.body.results)).toContain("Tester/1");
	await browsr.end(session_id);
	await untouched();
});

test("its tab is the last one: a blank one is left in its place", async () => {
	await using lonely = await OwnChrome.start();
	const id = await start(lonely.url, { start_url: `${pages.url}/` });
	for (const { id: tab, url } of await lonely.tabs())
		if (url === "about:blank") await fetch(`${lonely.url}/json/close/${tab}`);
	await expect.poll(async () => urlsOf(await lonely.tabs())).toEqual([`${pages.url}/`]);
	await browsr.end(id);
	await expect.poll(async () => urlsOf(await lonely.tabs())).toEqual(["about:blank"]);
	expect(lonely.isRunning).toBe(true);
});

test("a session outlives a restart of Berth, and its maintenance", async () => {
	const id = await start(chrome.url, { start_url: `${pages.url}/` });
	await berth.restart();
	expect(await closeReason(id)).toBeUndefined();
	const { headers } = account;
	const trigger = await fetch(`${berth.url}/berth/v1/maintenance`, { method: "POST", headers });
	expect(trigger.ok).toBe(true);
	const got = await browsr.run(id, { command: "get_title" });
	expect(JSON.stringify(got.body.results)).toContain("Start");
	await browsr.end(id);
	await untouched();
});

test("a browser that is killed has crashed", async () => {
	await using doomed = await OwnChrome.start();
	const id = await start(doomed.url);
	const client = await account.connect(id);
	await doomed.kill();
	expect((await client.closed).reason).toContain("ChromiumCrashed");
	expect(await closeReason(id)).toBe("ChromiumCrashed");
	expect((await browsr.run(id, { command: "get_url" })).status).toBe(410);
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, connect, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { berthFolder } from "../../scripts/project.ts";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { OwnChrome } from "./own-chrome.ts";
import { startPages } from "./pages.ts";

/** Somebody's own browser, in which a name of an attacker's leads to Berth. */
let chrome: OwnChrome;
let browser: Browser;
let berth: Berth;

beforeAll(async () => {
	chrome = await OwnChrome.start(["--host-resolver-rules=MAP *.test 127.0.0.1"]);
	browser = await connect({ browserWSEndpoint: chrome.socketUrl, defaultViewport: null });
	berth = await startBerth();
});
afterAll(async () => {
	await browser.disconnect();
	await chrome.kill();
	await berth.stop();
});

/** A page whose name was made to lead to Berth: its browser takes Berth for the same origin. */
async function reboundPage({ url }: Berth): Promise<Page> {
	const page = await browser.newPage();
	await page.goto(`http://attacker.test:${new URL(url).port}/`);
	return page;
}

const statusOf = (page: Page, method: string, path: string): Promise<number> =>
	page.evaluate(async (asked, at) => (await fetch(at, { method: asked })).status, method, path);

const opensSocket = (page: Page, path: string): Promise<boolean> =>
	page.evaluate(
		(at) =>
			new Promise<boolean>((resolve) => {
				const socket = new WebSocket(at);
				socket.addEventListener("open", () => resolve(true));
				socket.addEventListener("error", () => resolve(false));
			}),
		path,
	);

const DEVTOOLS = "/client/v4/accounts/local/browser-rendering/devtools";
const ASKED: readonly (readonly [string, string])[] = [
	["GET", `${DEVTOOLS}/session`],
	["POST", `${DEVTOOLS}/browser`],
	["GET", "/berth/v1/sessions"],
	["POST", "/berth/v1/tokens"],
	["POST", "/berth/v1/maintenance"],
	["GET", "/sessions"],
	["POST", "/commands"],
	["POST", "/api/sessions"],
	["GET", "/metrics"],
];

describe("a page whose name was made to lead to Berth", () => {
	test("has no token, and gets nothing without one", async () => {
		const page = await reboundPage(berth);
		for (const [method, path] of ASKED) expect(await statusOf(page, method, path), path).toBe(401);
		expect(await opensSocket(page, `${DEVTOOLS}/browser`)).toBe(false);
		expect(await statusOf(page, "GET", "/cdn-cgi/local/explorer/api")).toBe(403);
		await page.close();
	});

	test("gets nothing at all where PUBLIC_URL says what Berth is called", async () => {
		await using named = await startBerth({ vars: { PUBLIC_URL: "https://berth.example.com" } });
		const page = await reboundPage(named);
		// ThinkRun's API has no status of that number.
		for (const [method, path] of ASKED)
			expect(await statusOf(page, method, path), path).toBe(path === "/api/sessions" ? 403 : 421);
		expect(await statusOf(page, "GET", "/openapi.json")).toBe(421);
		expect(await statusOf(page, "GET", "/healthz")).toBe(200);
		expect(await opensSocket(page, `${DEVTOOLS}/browser`)).toBe(false);
		await page.close();
		expect(await new Account(named).sessions()).toEqual([]);
	});
});

describe("a page of Berth's", () => {
	const all = readdirSync(join(berthFolder, "pages"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".html"))
		.map((name) => `/${name.replace(/(index)?\.html$/, "")}`);

	test("is one of several", () => {
		expect(all).toEqual(expect.arrayContaining(["/", "/ui/view", "/ui/replay"]));
	});

	test.each(all)("%s says that pages of others may not frame it", async (path) => {
		const { headers } = await fetch(`${berth.url}${path}`);
		expect(headers.get("content-security-policy")).toMatch(/frame-ancestors '(none|self)'/);
		expect(headers.get("x-content-type-options")).toBe("nosniff");
	});

	test("is not shown in a frame of another's", async () => {
		const frames = all.map((path) => `<iframe src="${berth.url}${path}"></iframe>`).join("");
		await using pages = await startPages({ "/": frames });
		const page = await browser.newPage();
		await page.goto(`${pages.url}/`);
		const shown = page.frames().filter((frame) => frame !== page.mainFrame());
		expect(shown.map((frame) => frame.url())).toEqual(all.map(() => "chrome-error://chromewebdata/"));
		await page.close();
	});
});

import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, type CreatedSession } from "./account.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let account: Account;

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = new Account(berth);
});
afterAll(() => berth.leave());

const guarded = { guardrails: { allowedDomains: ["allowed.localhost"] } };

interface Asked {
	readonly keepAlive?: number;
	readonly body?: object;
}

const create = ({ keepAlive = 600_000, body = {} }: Asked = {}): Promise<CreatedSession> =>
	account.read(`/browser?keep_alive=${keepAlive}&targets=true`, {
		method: "POST",
		body: JSON.stringify(body),
	});

type End = (sessionId: string) => Promise<unknown>;
const byDelete: End = (sessionId) => account.end(sessionId);
const byClient: End = async (sessionId) => (await account.connect(sessionId)).request("Browser.close");
/** Nothing is done: the session idles out. */
const byIdling: End = async () => undefined;

const ends = [
	["DELETE", byDelete, {}, "NormalClosure: It was closed by a DELETE request."],
	["another client's Browser.close", byClient, {}, "NormalClosure: A client sent Browser.close."],
	["idling out", byIdling, { keepAlive: 10_000 }, /^BrowserIdle: No command for 10 s/],
	["DELETE of a guarded session", byDelete, { body: guarded }, /^NormalClosure/],
] as const satisfies readonly (readonly [string, End, Asked, string | RegExp])[];

describe.concurrent.each(ends)("at an end by %s", (_, end, asked, reason) => {
	test("a client hears of its pages' ends, and then why its socket closes", async () => {
		const { sessionId, targets } = await create(asked);
		const browser = await account.connect(sessionId);
		await browser.send("Target.setDiscoverTargets", { discover: true });
		await browser.send("Target.setAutoAttach", {
			autoAttach: true,
			waitForDebuggerOnStart: false,
			flatten: true,
		});
		const page = await CdpSocket.open(targets[0]?.webSocketDebuggerUrl ?? "");
		await page.send("Page.enable");
		await end(sessionId);

		const expected = { code: 1000, reason: expect.stringMatching(reason) };
		expect(await Promise.all([browser.closed, page.closed])).toEqual([expected, expected]);
		const saysPageIsGone = { params: expect.objectContaining({ targetId: targets[0]?.id }) };
		expect(browser.events).toContainEqual({ method: "Target.detachedFromTarget", ...saysPageIsGone });
		expect(browser.events).toContainEqual({ method: "Target.targetDestroyed", ...saysPageIsGone });
		expect(page.events).toContainEqual({
			method: "Inspector.detached",
			params: { reason: "target_closed" },
		});
	});

	test("puppeteer's waits for a page end, and its browser is disconnected", async () => {
		const { sessionId, webSocketDebuggerUrl: browserWSEndpoint } = await create(asked);
		const browser = await puppeteer.connect({ browserWSEndpoint, headers: account.headers });
		const disconnected = new Promise((resolve) => browser.once("disconnected", resolve));
		const page = await browser.newPage();
		const forever = { timeout: 0 };
		const waits = [
			page.waitForRequest("http://never.localhost/", forever),
			page.waitForResponse("http://never.localhost/", forever),
		].map((wait) => expect(wait).rejects.toThrow("Page closed!"));
		await end(sessionId);
		await Promise.all([...waits, disconnected]);
	});

	test("Playwright's waits for a page end, and its browser is disconnected", async () => {
		const { sessionId, webSocketDebuggerUrl } = await create(asked);
		const browser = await chromium.connectOverCDP(webSocketDebuggerUrl, { headers: account.headers });
		const disconnected = new Promise((resolve) => browser.once("disconnected", resolve));
		const page = await (await browser.newContext()).newPage();
		const closed = new Promise((resolve) => page.once("close", resolve));
		const waits = [
			page.waitForRequest("http://never.localhost/", { timeout: 0 }),
			page.waitForEvent("popup", { timeout: 0 }),
		].map((wait) => expect(wait).rejects.toThrow("closed"));
		await end(sessionId);
		await Promise.all([...waits, closed, disconnected]);
	});
});

describe("an end does not wait long", () => {
	test.each([
		["never stops", "for (;;);"],
		["shows a dialog", "alert('stay')"],
		["asks to be left alone", "addEventListener('beforeunload', (e) => e.preventDefault())"],
		["works on at its end", "addEventListener('pagehide', () => { for (;;); })"],
	])("for a page that %s", async (_, script) => {
		const { sessionId, targets } = await create();
		const page = await CdpSocket.open(targets[0]?.webSocketDebuggerUrl ?? "");
		await page.send("Page.enable");
		void page.request("Runtime.evaluate", { expression: `${script}; 1`, userGesture: true }).catch(() => 0);
		await account.end(sessionId);
		expect(await page.closed).toMatchObject({ code: 1000 });
		await expect.poll(() => account.end(sessionId)).toEqual({ status: "closed" });
	});

	test("and nothing that a client still sends is done", async () => {
		const { sessionId } = await create();
		const [ending, other] = [await account.connect(sessionId), await account.connect(sessionId)];
		await ending.request("Browser.close");
		await expect(other.request("Target.createTarget", { url: "about:blank" })).rejects.toThrow(
			"Closed: 1000",
		);
		expect(await account.session(sessionId)).toMatchObject({ closeReason: "NormalClosure" });
	});
});

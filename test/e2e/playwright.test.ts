import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Account } from "./account.ts";
import { type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let pages: Pages;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/form": '<title>Form</title><input id=who><button onclick="document.title=who.value">Go</button>',
		}),
	]);
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

const addresses = {
	"the socket": (account: Account, id: string) => account.socket(`/browser/${id}`),
	"the http address": (account: Account, id: string) => account.devtools(`/browser/${id}`),
	"the http address with a slash": (account: Account, id: string) => account.devtools(`/browser/${id}/`),
};

async function connected(address = addresses["the socket"]) {
	const account = await new Account(berth).withToken();
	const { sessionId } = await account.create();
	onTestFinished(async () => void (await account.end(sessionId)));
	const connect = (): Promise<Browser> =>
		chromium.connectOverCDP(address(account, sessionId), { headers: account.headers });
	return { account, sessionId, connect, browser: await connect() };
}

test.each(Object.entries(addresses))("connectOverCDP with %s fills a form", async (_, address) => {
	const { browser } = await connected(address);
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(`${pages.url}/form`);
	await page.fill("#who", "Ada");
	await page.click("text=Go");
	expect(await page.title()).toBe("Ada");
	await browser.close();
});

test.each(Object.entries(addresses))("connectOverCDP takes the token from %s", async (_, address) => {
	const account = await new Account(berth).withToken();
	const { sessionId } = await account.create();
	const browser = await chromium.connectOverCDP(`${address(account, sessionId)}?token=${account.token}`);
	expect(browser.contexts()).toHaveLength(1);
	await browser.close();
	await account.end(sessionId);
});

describe("close", () => {
	test("leaves the session and disposes of the client's own contexts", async () => {
		const { account, sessionId, browser } = await connected();
		const page = await (await browser.newContext()).newPage();
		await page.goto(`${pages.url}/form`);
		const urls = async () => (await account.targets(sessionId)).map(({ url }) => url);
		expect(await urls()).toContain(`${pages.url}/form`);

		await browser.close();
		await expect.poll(urls).toEqual(["about:blank"]);
		expect(await account.session(sessionId)).not.toHaveProperty("endTime");
	});

	test("leaves the pages of the default context for the next client", async () => {
		const { browser, connect } = await connected();
		await browser.contexts()[0]?.pages()[0]?.goto(`${pages.url}/form`);
		await browser.close();

		const again = await connect();
		expect(await again.contexts()[0]?.pages()[0]?.title()).toBe("Form");
		await again.close();
	});
});

test("Browser.close through a CDP session ends the session", async () => {
	const { account, sessionId, browser } = await connected();
	const disconnected = new Promise((resolve) => browser.once("disconnected", resolve));
	const cdp = await browser.newBrowserCDPSession();
	await cdp.send("Browser.close").catch(() => undefined);
	await disconnected;
	expect(await account.session(sessionId)).toMatchObject({ closeReason: "NormalClosure" });
});

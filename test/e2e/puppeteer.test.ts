import puppeteer, { type Browser } from "puppeteer-core";
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
			"/cookie": (_, response) => void response.writeHead(200, { "set-cookie": "who=ada" }).end(),
		}),
	]);
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

async function newSession() {
	const account = await new Account(berth).withToken();
	const { sessionId, webSocketDebuggerUrl } = await account.create();
	onTestFinished(async () => void (await account.end(sessionId)));
	const connect = () =>
		puppeteer.connect({
			browserWSEndpoint: webSocketDebuggerUrl,
			headers: account.headers,
			defaultViewport: null,
		});
	return { account, sessionId, webSocketDebuggerUrl, connect };
}

const titleOf = async (browser: Browser, url: string): Promise<string> => {
	const page = await browser.newPage();
	await page.goto(url);
	return page.title();
};

describe("connecting", () => {
	test("works with the token in a header", async () => {
		const { connect } = await newSession();
		const browser = await connect();
		expect(await browser.version()).toContain("Chrom");
		await browser.disconnect();
	});

	test("works with the token in the address", async () => {
		const { account, webSocketDebuggerUrl } = await newSession();
		const browser = await puppeteer.connect({
			browserWSEndpoint: `${webSocketDebuggerUrl}?token=${account.token}`,
		});
		expect(await titleOf(browser, `${pages.url}/form`)).toBe("Form");
		await browser.disconnect();
	});

	test("without a session in the address starts one", async () => {
		const account = await new Account(berth).withToken();
		const browser = await puppeteer.connect({
			browserWSEndpoint: account.socket("/browser?keep_alive=60000"),
			headers: account.headers,
		});
		expect(await titleOf(browser, `${pages.url}/form`)).toBe("Form");
		expect(await account.sessions()).toHaveLength(1);
		await browser.close();
		await expect.poll(() => account.sessions()).toEqual([]);
	});

	test("works through the address of /json/version", async () => {
		const { account, sessionId } = await newSession();
		const version = await account.read<{ webSocketDebuggerUrl: string }>(
			`/browser/${sessionId}/json/version`,
		);
		const browser = await puppeteer.connect({
			browserWSEndpoint: version.webSocketDebuggerUrl,
			headers: account.headers,
		});
		expect(await browser.pages()).toHaveLength(1);
		await browser.disconnect();
	});
});

describe("a connected browser", () => {
	test("fills a form in a page", async () => {
		const { connect } = await newSession();
		const browser = await connect();
		const page = await browser.newPage();
		await page.goto(`${pages.url}/form`);
		await page.type("#who", "Ada");
		await page.click("button");
		expect(await page.title()).toBe("Ada");
		await browser.disconnect();
	});

	test("takes screenshots", async () => {
		const { connect } = await newSession();
		const browser = await connect();
		const page = await browser.newPage();
		await page.goto(`${pages.url}/form`);
		const png = await page.screenshot();
		expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
		await browser.disconnect();
	});

	test("keeps the cookies of an incognito context apart", async () => {
		const { connect } = await newSession();
		const browser = await connect();
		const [one, other] = await Promise.all([browser.createBrowserContext(), browser.createBrowserContext()]);
		await (await one.newPage()).goto(`${pages.url}/cookie`);
		await (await other.newPage()).goto(`${pages.url}/form`);
		expect(await one.cookies()).toEqual([expect.objectContaining({ name: "who", value: "ada" })]);
		expect(await other.cookies()).toEqual([]);
		await browser.disconnect();
	});

	test("shows one client the pages that another opens", async () => {
		const { connect } = await newSession();
		const [one, other] = await Promise.all([connect(), connect()]);
		const page = await one.newPage();
		await page.goto(`${pages.url}/form`);
		const found = await other.waitForTarget((target) => target.url() === `${pages.url}/form`);
		const seen = await found.page();
		await page.type("#who", "from one");
		expect(await seen?.$eval("#who", (input) => (input as HTMLInputElement).value)).toBe("from one");
		await Promise.all([one.disconnect(), other.disconnect()]);
	});

	test("carries a megabyte both ways unchanged", async () => {
		const { connect } = await newSession();
		const browser = await connect();
		const page = await browser.newPage();
		const text = "Ω≈ç√".repeat(100_000);
		expect(await page.evaluate((sent) => sent, text)).toBe(text);
		await browser.disconnect();
	});
});

describe("leaving", () => {
	test("by disconnect keeps the session with its pages", async () => {
		const { account, sessionId, connect } = await newSession();
		const first = await connect();
		await titleOf(first, `${pages.url}/form`);
		await first.disconnect();
		await expect.poll(() => account.session(sessionId)).not.toHaveProperty("connectionId");

		const second = await connect();
		const urls = (await second.pages()).map((page) => page.url());
		expect(urls).toContain(`${pages.url}/form`);
		await second.disconnect();
	});

	test("by close ends the session as a NormalClosure", async () => {
		const { account, sessionId, connect } = await newSession();
		const browser = await connect();
		await browser.close();
		await expect
			.poll(() => account.session(sessionId))
			.toMatchObject({
				closeReason: "NormalClosure",
				closeReasonText: "A client sent Browser.close.",
				endTime: expect.any(Number),
			});
	});

	test("by close tells the other clients", async () => {
		const { account, sessionId, connect } = await newSession();
		const other = await account.connect(sessionId);
		const browser = await connect();
		await browser.close();
		expect(await other.closed).toEqual({
			code: 1000,
			reason: "NormalClosure: A client sent Browser.close.",
		});
	});
});

describe("the connection in the session's details", () => {
	test("is the latest client's, and of those left after it leaves", async () => {
		const { account, sessionId, connect } = await newSession();
		const first = await connect();
		const { connectionId: idOfFirst } = await account.session(sessionId);
		const second = await connect();
		const { connectionId: idOfSecond } = await account.session(sessionId);
		expect(idOfSecond).not.toBe(idOfFirst);

		await second.disconnect();
		await expect.poll(async () => (await account.session(sessionId)).connectionId).toBe(idOfFirst);
		await first.disconnect();
		await expect
			.poll(() => account.session(sessionId))
			.toEqual(expect.objectContaining({ connectionEndTime: expect.any(Number) }));
		expect(await account.session(sessionId)).not.toHaveProperty("connectionId");
	});
});

import puppeteer, { type Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";
import { Visitor } from "./visitor.ts";

const TITLE = "<img src=x onerror=alert(1)>";
const LINKS = ["/shop", "/gone", "/private", "/2", "/3", "/4", "/5"].map((path) => `<a href="${path}">x</a>`);

let berth: Berth;
let chrome: OwnChrome;
let browser: Browser;
let site: Pages;

beforeAll(async () => {
	site = await startPages({
		// It takes longer than a person needs to cancel it.
		"/robots.txt": (_, response) => void response.end("User-agent: *\nCrawl-delay: 0.5\nDisallow: /private"),
		"/": `<title>${TITLE.replaceAll("<", "&lt;")}</title><h1>Start</h1>${LINKS.join("")}<script>alert(1)</script>`,
		"/shop": "<title>Shop</title><h1>Shop</h1><p>Open all day",
	});
	berth = await startBerth({ vars: { ALLOW_PRIVATE_CDP: "true" } });
	chrome = await OwnChrome.start();
	browser = await puppeteer.connect({ browserWSEndpoint: chrome.socketUrl });
});
afterAll(async () => {
	await browser.disconnect();
	await chrome.kill();
	await berth.stop();
	await site.stop();
});

/** Starts a job over the API; gives its id. */
async function crawl(account: Account, fields: object): Promise<string> {
	const answer = await fetch(`${berth.url}/client/v4/accounts/${account.id}/browser-rendering/crawl`, {
		method: "POST",
		headers: account.headers,
		body: JSON.stringify({ url: `${site.url}/`, render: false, ...fields }),
	});
	return ((await answer.json()) as { readonly result: string }).result;
}

/** What is wrong with the page in each of its looks. */
async function flawless(person: Visitor): Promise<void> {
	for (const look of [{ scheme: "light" }, { scheme: "dark" }, { width: 400 }] as const) {
		await person.look(look);
		expect(await person.flaws(), JSON.stringify(look)).toEqual([]);
	}
	await person.look({});
}

test("a person follows a crawl job, reads its pages and cancels another", async () => {
	const account = await new Account(berth).withToken();
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.follow("Crawls");
	await person.sees("There is no crawl job");

	const id = await crawl(account, { formats: ["html", "markdown"], options: { excludePatterns: ["/5"] } });
	await person.sees(/Running|Completed/);
	await flawless(person);
	await person.page.locator(`a[href="#/crawls/${id}"]`).click();
	await person.sees("Completed");
	await person.sees(/7 of 7/);
	await person.sees(/Disallowed[\s\S]*\/private/);
	await person.sees(/Skipped[\s\S]*\/5/);
	await person.sees(`200 · ${TITLE}`);
	await person.press(`Read ${site.url}/shop`);
	await person.sees("# Shop\n\nOpen all day");
	await person.press(`Read ${site.url}/`);
	await person.sees("<script>alert(1)</script>");
	await flawless(person);
	await person.follow("Failed");
	await person.sees("/gone");
	await expect.poll(() => person.text()).not.toContain("/shop");

	const other = await crawl(account, { maxAge: 0, limit: 50 });
	await person.goTo(`#/crawls/${other}`);
	await person.press("Cancel job");
	await person.press("Cancel it");
	await person.sees("Cancelled");
	await expect.poll(() => person.text()).not.toContain("Cancel job");

	const reading = await new Account(berth, { id: account.id }).withToken({ right: "read" });
	const reader = await Visitor.at(browser, berth.url, reading.token);
	const running = await crawl(account, { maxAge: 0, limit: 50 });
	await reader.goTo(`#/crawls/${running}`);
	await reader.sees("Pages");
	expect(await reader.text()).not.toContain("Cancel job");
	const stranger = await Visitor.at(browser, berth.url, (await new Account(berth).withToken()).token);
	await stranger.goTo(`#/crawls/${id}`);
	await stranger.sees("There is no such crawl job");
	for (const each of [person, reader, stranger]) await each.leave([account.token]);
});

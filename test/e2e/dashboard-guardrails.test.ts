import puppeteer, { type Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";
import { Visitor } from "./visitor.ts";

let berth: Berth;
let chrome: OwnChrome;
let browser: Browser;
let site: Pages;

beforeAll(async () => {
	site = await startPages({ "/": "<title>Shop</title><h1>Shop</h1>" });
	berth = await startBerth();
	chrome = await OwnChrome.start();
	browser = await puppeteer.connect({ browserWSEndpoint: chrome.socketUrl });
});
afterAll(async () => {
	await browser.disconnect();
	await chrome.kill();
	await berth.stop();
	await site.stop();
});

interface LiveSession {
	readonly recording: boolean;
	readonly guardrails?: { readonly hosts: readonly string[] };
}

/** The session that the person has come to, as the API has it. */
async function sessionOf(person: Visitor, account: Account): Promise<LiveSession> {
	const [, , id] = (await person.place()).split("/");
	const answer = await fetch(`${berth.url}/berth/v1/sessions/${id}`, { headers: account.headers });
	return (await answer.json()) as LiveSession;
}

const write = (person: Visitor, name: string, text: string) =>
	person.page.locator(`form [name="${name}"]:not([type=checkbox])`).fill(text);

const wrongField = (person: Visitor) =>
	person.page.evaluate(() => document.activeElement?.getAttribute("name"));

test("the admin makes a domain set, is told what is wrong with it, changes it and deletes it", async () => {
	const admin = await Visitor.at(browser, berth.url, berth.adminToken);
	await admin.follow("Domain sets");
	await admin.sees(/common-cdns built in\s+17 hosts/);

	await admin.press("Make the set");
	await admin.sees("Is needed");
	await write(admin, "name", "Partner Sites");
	await write(admin, "domains", "partner.example\n*.b*d");
	await admin.press("Make the set");
	await admin.sees(/must be of lower-case letters/i);
	await expect.poll(() => wrongField(admin)).toBe("name");
	await write(admin, "name", "common-cdns");
	await admin.press("Make the set");
	await admin.sees("There is a set of this name already");
	await write(admin, "name", "partner-sites");
	await admin.press("Make the set");
	await admin.sees("Number 2: must be a host name");
	await expect.poll(() => wrongField(admin)).toBe("domains");
	await write(admin, "domains", "partner.example, *.partner.example\nshop.example");
	await admin.press("Make the set");
	await admin.sees(/partner-sites changed .+\s+(Edit\s+Delete\s+)?3 hosts/);
	expect(await admin.text()).not.toMatch(/Edit common-cdns/);

	await admin.press("Edit partner-sites");
	const held = admin.page.locator(".listing textarea");
	await expect
		.poll(() => held.map((field) => field.value).wait())
		.toBe("partner.example\n*.partner.example\nshop.example");
	await held.fill("partner.example");
	await admin.press("Save the set");
	await admin.sees(/partner-sites[\s\S]*1 host\b/);
	await admin.page.reload();
	await admin.sees(/partner-sites[\s\S]*1 host\b/);

	await admin.press("Delete partner-sites");
	await admin.press("Cancel");
	await admin.sees("partner-sites");
	await admin.press("Delete partner-sites");
	await admin.press("Delete it");
	await expect.poll(() => admin.page.$$eval(".listing > li", (sets) => sets.length)).toBe(1);
	await admin.leave([berth.adminToken]);
});

test("a session is confined as the form says, recorded as it says, and its page shows both", async () => {
	const account = await new Account(berth).withToken();
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.goTo("#/new");
	await write(person, "startUrl", `${site.url}/`);
	await person.pick("recording", "true");
	await person.pick("guardrails", "true");
	await write(person, "guardrails.allowedDomains", "127.0.0.1\n*.b*d");
	await person.page.locator("label::-p-text(common-cdns)").click();
	await person.press("Start the session");
	await person.sees("Number 2: must be a host name");
	await expect.poll(() => wrongField(person)).toBe("guardrails.allowedDomains");
	await write(person, "guardrails.allowedDomains", "127.0.0.1");
	await write(person, "guardrails.allowedDomainSets", "no-such-set");
	await person.press("Start the session");
	await person.sees(/there is no set no-such-set/i);
	await expect.poll(() => wrongField(person)).toBe("guardrails.allowedDomainSets");
	await write(person, "guardrails.allowedDomainSets", "");
	await person.press("Start the session");

	await person.sees(/May reach only\s+18 hosts with common-cdns/);
	await person.sees(/Recording\s+On, [\d.]+ k?B/);
	await person.page.locator(".facts summary").click();
	await person.sees("cdnjs.cloudflare.com");
	const { recording, guardrails } = await sessionOf(person, account);
	expect(recording).toBe(true);
	expect(guardrails?.hosts).toContain("127.0.0.1");

	await person.page.locator("::-p-aria(Address for a new tab)").fill("http://elsewhere.test/");
	await person.press("Open");
	await person.openPanel("Timeline");
	await person.sees(/Guardrails\s+refused/);
	for (const { sessionId } of await account.sessions()) await account.end(sessionId);
	await person.sees(/Recording\s+Ended/);
	await person.leave([account.token]);
});

test("only hosts that are named, and none named, is no host at all; and not recorded is off", async () => {
	const account = await new Account(berth).withToken();
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.goTo("#/new");
	await person.pick("recording", "false");
	await person.pick("guardrails", "true");
	await person.press("Start the session");
	await person.sees(/May reach only\s+No host/);
	await person.sees(/Recording\s+Off/);
	expect(await sessionOf(person, account)).toMatchObject({ recording: false, guardrails: { hosts: [] } });
	for (const { sessionId } of await account.sessions()) await account.end(sessionId);
	await person.sees("It has ended");
	await person.leave([account.token]);
});

test.each([
	["startUrl", "nowhere at all", "Must be an absolute URL"],
	["keepAliveMs", "0.01", "Must be at least 10 s"],
	["keepAliveMs", "100000", "Must be 20 min at most"],
	["waitMs", "11", "Must be at most 10 min"],
	["viewport", "0 × 5", "Must be at least 1"],
	["identity.userAgent", "bäd", "Must be printable ASCII"],
	["cdpUrl", "ftp://127.0.0.1", "Must be an absolute http, https, ws or wss URL"],
])("of %s with %s it is said at the field what is wrong", async (name, text, said) => {
	const person = await Visitor.at(browser, berth.url, berth.adminToken);
	await person.goTo("#/new");
	await person.pick("identity", "own");
	await person.page.locator("summary::-p-text(Use a browser that is there)").click();
	await write(person, name, text);
	await person.press("Start the session");
	await person.sees(said);
	await expect.poll(() => wrongField(person)).toBe(name);
	await person.leave([berth.adminToken]);
});

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import puppeteer, { type Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../scripts/project.ts";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";
import { Visitor } from "./visitor.ts";

const SHOP = `<title>Shop</title><h1>Shop</h1><script>
	console.log("the shop is open");
	console.error("nothing is on sale");
	fetch("/stock").then((answer) => console.log("stock", answer.status));
</script>`;

/** A page that tries to be more than text wherever its words are shown. */
const HOSTILE = `<title>&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;bold</title><a href="javascript:alert(1)">x</a><script>
	console.log("<script>alert(1)</" + "script><img src=http://elsewhere.test/x.png>");
	console.error("javascript:alert(1) http://elsewhere.test/");
	fetch("/<img src=x onerror=alert(1)>").catch(() => {});
	history.pushState(null, "", "/hostile?next=javascript:alert(1)&quot;>");
</script>`;

const TALKATIVE = `<title>Talkative</title><script>
	for (let count = 0; count < 420; count += 1) console.log("line " + count);
</script>`;

let berth: Berth;
let chrome: OwnChrome;
let browser: Browser;
let site: Pages;

beforeAll(async () => {
	site = await startPages({
		"/": SHOP,
		"/hostile": HOSTILE,
		"/talkative": TALKATIVE,
		"/stock": (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end("{}"),
	});
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

interface Made {
	readonly id: string;
}

/** What a program prints that a person was given to copy. */
async function outputOf(code: string, token: string): Promise<string> {
	const env = { ...process.env, BERTH_TOKEN: token };
	const args = ["--input-type=module", "--eval", code];
	return (await promisify(execFile)(process.execPath, args, { cwd: projectRoot, env })).stdout;
}

/** A session of an account, over the API. */
async function start(account: Account, fields: object): Promise<string> {
	const answer = await fetch(`${berth.url}/berth/v1/sessions`, {
		method: "POST",
		headers: { ...account.headers, "X-Berth-Account": account.id },
		body: JSON.stringify(fields),
	});
	return ((await answer.json()) as Made).id;
}

describe("signing in", () => {
	test("takes a token that is good, says what is wrong with one that is not, and forgets it", async () => {
		const person = await Visitor.at(browser, berth.url, "no-such-token");
		await person.sees("This token is not valid.");
		await person.page.reload();
		await person.signIn(berth.adminToken);
		await person.sees("No session is active");
		expect(await person.page.evaluate(() => Object.fromEntries(Object.entries(sessionStorage)))).toEqual({
			"berth.token": berth.adminToken,
		});
		expect(await person.page.evaluate(() => localStorage.length)).toBe(0);

		await person.page.reload();
		await person.sees("No session is active");
		await person.press("Sign out");
		await person.sees("Sign in to Berth");
		expect(await person.page.evaluate(() => sessionStorage.length)).toBe(0);
		await person.leave([berth.adminToken]);
	});

	test("ends when the token does", async () => {
		const admin = new Account(berth);
		const account = await admin.withToken({ name: "short" });
		const person = await Visitor.at(browser, berth.url, account.token);
		await person.sees("No session is active");
		const { tokens } = (await (
			await fetch(`${berth.url}/berth/v1/tokens?account=${admin.id}`, { headers: admin.headers })
		).json()) as { tokens: Made[] };
		await fetch(`${berth.url}/berth/v1/tokens/${tokens[0]?.id}`, {
			method: "DELETE",
			headers: admin.headers,
		});
		await person.sees("Your token is not valid any more");
		expect(await person.page.evaluate(() => sessionStorage.length)).toBe(0);
		await person.leave([account.token]);
	});
});

test("a person starts a session, sees what happens in it, keeps it, and ends it", async () => {
	const account = await new Account(berth).withToken();
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.sees(`curl -X POST -H "Authorization: Bearer $BERTH_TOKEN" ${berth.url}/berth/v1/sessions`);

	await person.follow("New session");
	await person.fill("Name", "mine");
	await person.fill("Page to open", `${site.url}/`);
	await person.fill("Viewport", "wide");
	await person.press("Start the session");
	const wrong = () => person.page.$$eval("[aria-invalid=true]", (inputs) => inputs.map((input) => input.id));
	await expect.poll(wrong).toEqual([expect.any(String)]);
	const focused = () => person.page.evaluate(() => [document.activeElement?.id]);
	await expect.poll(focused).toEqual(await wrong());
	await person.sees(/must be a number/i);
	await person.fill("Viewport", "800 × 500");
	await person.fill("Ends when unused for (minutes)", "5");
	await person.press("Start the session");

	await person.sees("Running");
	await expect.poll(() => person.page.title()).toBe("mine · Berth");
	const { sessionId = "" } = (await account.sessions())[0] ?? {};
	expect(await person.place()).toContain(sessionId);

	// The live picture, of the size that was asked for.
	const picture = () =>
		person.page.evaluate(() => {
			const image = document.querySelector<HTMLImageElement>(".screen img");
			return [image?.naturalWidth, image?.naturalHeight];
		});
	await expect.poll(picture).toEqual([800, 500]);
	await person.sees("800 × 500");

	await person.sees("the shop is open");
	await person.sees("nothing is on sale");
	await person.openPanel("Network");
	await person.sees("stock");
	const bars = () => person.page.$$eval(".requests .scale i", (all) => all.length);
	await expect.poll(bars).toBeGreaterThan(1);
	await person.openPanel("Timeline");
	await person.sees(/Session\s+running/);

	// It is no use of the session that somebody watches.
	const idle = async () => {
		const answer = await fetch(`${berth.url}/berth/v1/sessions/${sessionId}`, { headers: account.headers });
		return (await answer.json()) as { keepAliveMs: number; idleDeadline: number };
	};
	const before = await idle();
	await expect.poll(picture).toEqual([800, 500]);
	await person.openPanel("Connect");
	await person.sees("puppeteer.connect");
	expect((await idle()).idleDeadline).toBe(before.idleDeadline);
	await person.page.bringToFront();
	await person.press("Copy the code");
	await person.sees("Copied");
	const copied = () => person.page.evaluate(() => navigator.clipboard.readText());
	expect(await copied()).toContain(`/browser/${sessionId}`);
	expect(await copied()).not.toContain(account.token);
	expect(await person.text()).not.toContain(account.token);
	expect(await outputOf(await copied(), account.token)).toBe("Shop\n");
	await person.openPanel("Playwright");
	await person.press("Copy the code");
	await expect.poll(copied).toContain("playwright");
	expect(await outputOf(await copied(), account.token)).toBe("Shop\n");
	await person.page.locator("label::-p-text(With my token in it)").click();
	await person.sees(account.token);

	await person.page.select(".extend select", "1200000");
	await person.press("Extend");
	await expect.poll(idle).toMatchObject({ keepAliveMs: 1_200_000 });
	await person.sees("of 20 min");

	await person.page.locator("::-p-aria(Address for a new tab)").fill(`${site.url}/talkative`);
	await person.press("Open");
	await person.sees("Talkative");
	await person.openPanel("Console");
	await person.sees("line 419");
	expect(await person.page.$$eval(".console li", (rows) => rows.length)).toBe(200);
	await person.page.locator("button.more").click();
	await expect.poll(() => person.page.$$eval(".console li", (rows) => rows.length)).toBe(400);

	await person.press("End session");
	await person.press("End it");
	await person.sees("It has ended: NormalClosure");
	await person.sees("It was closed by a DELETE request.");
	await person.follow("Sessions");
	await person.follow("Ended");
	await person.sees(/mine[\s\S]*NormalClosure/);
	await person.leave([account.token]);
});

test("what was recorded of a session is a link away, and what was not is not asked for", async () => {
	const account = new Account(berth);
	const [recorded, plain] = [
		await start(account, { startUrl: site.url, recording: true }),
		await start(account, {}),
	];
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.goTo(`#/sessions/${recorded}`);
	const link = await person.page.waitForSelector('a[href*="/ui/replay"]');
	const address = await link?.evaluate((element) => element.getAttribute("href"));
	await person.goTo(`#/sessions/${plain}`);
	await person.sees(plain.slice(0, 8));
	await account.end(plain);
	await person.sees("It has ended: NormalClosure");
	expect(person.requests.filter((url) => url.includes(`${plain}/recording`))).toEqual([]);
	await person.leave([account.token]);

	const replay = await browser.newPage();
	replay.setDefaultTimeout(100_000);
	await replay.goto(address ?? "");
	await replay.waitForSelector("[role=tab]");
	await replay.close();
	await account.end(recorded);
});

test("a person walks through many sessions by pages, and finds one by its name or id", async () => {
	const account = new Account(berth);
	// They wait, so that there can be many.
	await fetch(`${berth.url}/berth/v1/accounts/${account.id}/limits`, {
		method: "PUT",
		headers: account.headers,
		body: JSON.stringify({ maxConcurrentSessions: 0 }),
	});
	const ids: string[] = [];
	for (let number = 1; number <= 120; number += 1)
		ids.push(await start(account, { name: `number ${number}` }));
	const person = await Visitor.at(browser, berth.url, (await account.withToken()).token);
	const rows = () => person.page.$$eval(".rows li .name", (names) => names.map((name) => name.textContent));
	await expect.poll(async () => (await rows()).slice(0, 2)).toEqual(["number 120", "number 119"]);
	expect(await rows()).toHaveLength(50);
	await person.follow("Older");
	await expect.poll(async () => (await rows())[0]).toBe("number 70");
	await person.follow("Older");
	await expect.poll(async () => (await rows()).length).toBe(20);
	await person.page.goBack();
	await expect.poll(async () => (await rows())[0]).toBe("number 70");
	await person.follow("Newest");
	await expect.poll(async () => (await rows())[0]).toBe("number 120");

	const search = person.page.locator("::-p-aria(Search sessions by name, page or id)");
	await search.fill("number 10");
	await expect
		.poll(rows)
		.toEqual([109, 108, 107, 106, 105, 104, 103, 102, 101, 100].map((n) => `number ${n}`));
	await search.fill("number 3");
	await person.sees("Nothing here matches");
	await person.page.keyboard.press("Enter");
	await expect.poll(rows).toEqual(["number 3"]);
	await person.follow("Show every name");
	await search.fill(ids[0] ?? "");
	await person.page.keyboard.press("Enter");
	await person.sees("number 1\n");
	await Promise.all(ids.map((id) => account.end(id)));
	await person.leave([]);
});

test("the list says what its columns show, and which sessions did not end well", async () => {
	const account = await new Account(berth).withToken();
	const [crashed, ended, living] = [
		(await account.create({ name: "crashed" })).sessionId,
		(await account.create({ name: "ended" })).sessionId,
		(await account.create({ name: "living" })).sessionId,
	];
	await account.end(ended);
	(await account.connect(crashed)).request("Browser.crash").catch(() => undefined);
	const person = await Visitor.at(browser, berth.url, account.token);
	const heads = () =>
		person.page.$$eval(".head span", (spans) => spans.map(({ textContent }) => textContent).slice(2));
	const badgeOf = (name: string) =>
		person.page.$$eval(
			".rows .row",
			(rows, asked) => {
				const badge = rows
					.find((row) => row.querySelector(".name")?.textContent === asked)
					?.querySelector(".badge");
				return badge && [badge.textContent, getComputedStyle(badge).color];
			},
			name,
		);
	await person.sees("living");
	expect(await heads()).toEqual(["Age", "Idle time left", "Clients"]);
	await person.follow("All");
	await person.sees("ChromiumCrashed");
	expect(await heads()).toEqual(["Age or lifetime", "Time left or reason", "Clients"]);
	const [crash, normal] = [await badgeOf("crashed"), await badgeOf("ended")];
	expect([crash?.[0], normal?.[0]]).toEqual(["Crashed", "Ended"]);
	expect(crash?.[1]).not.toBe(normal?.[1]);
	await person.follow("Ended");
	await expect.poll(heads).toEqual(["Lived for", "Why it ended"]);
	await account.end(living);
	await person.leave([account.token]);
});

test("a session's tabs are said to be missing only once they have been asked for", async () => {
	const account = await new Account(berth).withToken();
	const id = await start(account, { startUrl: `${site.url}/` });
	const person = await Visitor.at(browser, berth.url, account.token);
	const held: (() => void)[] = [];
	let isHolding = true;
	await person.page.setRequestInterception(true);
	person.page.on("request", (request) => {
		const proceed = () => void request.continue();
		if (isHolding && request.url().endsWith("/tabs")) held.push(proceed);
		else proceed();
	});
	await person.goTo(`#/sessions/${id}`);
	await person.sees("Loading its tabs…");
	expect(await person.text()).not.toContain("There is no tab");
	isHolding = false;
	for (const proceed of held) proceed();
	await expect.poll(() => person.page.$(".browser-tabs li")).not.toBeNull();
	await account.end(id);
	await person.leave([account.token]);
});

test("what a page calls itself, says and asks for is text", async () => {
	const account = await new Account(berth).withToken();
	const id = await start(account, { name: "<img src=x onerror=alert(1)>", startUrl: `${site.url}/hostile` });
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.sees("<img src=x onerror=alert(1)>");
	await person.goTo(`#/sessions/${id}`);
	await person.sees("<script>alert(1)</script><img src=http://elsewhere.test/x.png>");
	await person.sees("<img src=x onerror=alert(1)> <b>bold");
	for (const panel of ["Network", "Timeline", "Actions", "Artifacts"]) await person.openPanel(panel);
	const links = await person.page.$$eval("a[target]", (all) =>
		all.map(({ href, rel, target }) => `${new URL(href).protocol} ${rel} ${target}`),
	);
	expect(new Set(links)).toEqual(new Set(["http: noopener noreferrer _blank"]));
	expect(await person.page.$$eval("b, main img[src='x'], script:not([src])", (all) => all.length)).toBe(0);
	await account.end(id);
	await person.leave([account.token]);
});

test("a person who is asked for is told what for, and where", async () => {
	const account = await new Account(berth).withToken();
	const id = await start(account, { startUrl: `${site.url}/`, record: "false" });
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.goTo(`#/sessions/${id}`);
	await person.sees("Idle time left");
	const handoff = (path: string, body: object) =>
		fetch(`${berth.url}/berth/v1/sessions/${id}/handoff${path}`, {
			method: "POST",
			headers: account.headers,
			body: JSON.stringify(body),
		});
	await handoff("", { instructions: "Say <b>which</b> rope", timeoutMs: 600_000 });
	await person.sees(/A person is asked for\s+Say <b>which<\/b> rope\s+(10:00|9:\d\d) left/);
	const link = await person.page.$eval(".handoff a", (element) => element.getAttribute("href"));
	expect(link).toContain("/ui/view?mode=tab");
	await handoff("/complete", {});
	await expect.poll(() => person.page.$(".handoff")).toBeNull();
	await account.end(id);
	await person.leave([account.token]);
});

describe("a session that ends by itself while somebody looks at it", () => {
	test("says so, and why", async () => {
		const account = await new Account(berth).withToken();
		const id = await start(account, { keepAliveMs: 10_000 });
		const person = await Visitor.at(browser, berth.url, account.token);
		await person.goTo(`#/sessions/${id}`);
		await person.sees("Idle time left");
		await person.sees("It has ended: BrowserIdle");
		await person.sees("keep_alive=10000");
		// It is spoken after it is shown.
		await expect
			.poll(() => person.page.$eval("[role=status]", ({ textContent }) => textContent))
			.toContain("has ended");
		await person.leave([account.token]);
	});

	test("shows what one that waits is waiting for, and comes up when it can", async () => {
		const account = new Account(berth);
		await fetch(`${berth.url}/berth/v1/accounts/${account.id}/limits`, {
			method: "PUT",
			headers: account.headers,
			body: JSON.stringify({ maxConcurrentSessions: 1 }),
		});
		const first = await start(account, {});
		const second = await start(account, { name: "second" });
		const person = await Visitor.at(browser, berth.url, (await account.withToken()).token);
		await person.follow("Waiting");
		await person.sees("maxConcurrentSessions of this account is 1, and 1 are used.");
		await person.goTo(`#/sessions/${second}`);
		await person.sees("Waits for");
		await account.end(first);
		await person.sees("Idle time left");
		expect(await person.text()).not.toContain("Waits for");
		await account.end(second);
		await person.leave([]);
	});
});

test("the admin makes a token, whoever has it sees that account alone, and what it may", async () => {
	const theirs = new Account(berth);
	const hidden = await start(theirs, { name: "theirs" });
	const ours = new Account(berth);
	const shown = await start(ours, { name: "ours" });
	const admin = await Visitor.at(browser, berth.url, berth.adminToken);
	await admin.sees(/ours[\s\S]*theirs/);
	await admin.follow("Tokens");
	await admin.page.locator("input[name=account]").fill(ours.id);
	await admin.page.locator("input[name=name]").fill("wall");
	await admin.page.select("select[name=right]", "read");
	await admin.press("Make the token");
	await admin.sees("This is the only time that the token is shown.");
	const token = await admin.page.$eval(".made pre", (made) => made.textContent?.trim() ?? "");
	await admin.sees(/wall may only look/);

	const reader = await Visitor.at(browser, berth.url, token);
	await reader.sees("ours");
	expect(await reader.text()).not.toContain("theirs");
	await reader.goTo(`#/sessions/${hidden}`);
	await reader.sees("Session not found.");
	await reader.goTo(`#/sessions/${shown}`);
	await reader.sees("Open DevTools");
	expect(await reader.text()).not.toMatch(
		/End session|Extend|Revoke links|New session|Tokens|Domain sets|Audit/,
	);
	for (const page of ["new", "tokens", "domain-sets", "audit"]) {
		await reader.goTo(`#/${page}`);
		await reader.sees("There is no such page");
		await reader.goTo(`#/sessions/${shown}`);
		await reader.sees("Open DevTools");
	}

	// The admin sees one account where that is picked.
	await admin.page.reload();
	await admin.sees("wall");
	expect(await admin.text()).not.toContain(token);
	await admin.follow("Sessions");
	await admin.lookAt(theirs.id);
	await expect.poll(() => admin.text()).not.toContain("ours");
	await admin.sees("theirs");

	await admin.follow("Capacity");
	await admin.press("Change its limits");
	await admin.page.locator("[name=maxConcurrentSessions]").fill("3");
	await admin.press("Save the limits");
	await admin.sees("1 of 3");

	await admin.follow("Tokens");
	await admin.lookAt("");
	await admin.press("Revoke wall");
	await admin.press("Revoke it");
	await admin.sees(/Revoked[\s\S]*wall/);
	await reader.sees("Your token is not valid any more");
	await admin.follow("Audit");
	await admin.pick("action", "token.revoke");
	await admin.sees(/token.revoke by the admin/);
	expect(await admin.text()).not.toContain(token);
	await theirs.end(hidden);
	await ours.end(shown);
	await reader.leave([token]);
	await admin.leave([berth.adminToken, token]);
});

test("a lost network is told, and passes", async () => {
	const person = await Visitor.at(browser, berth.url, berth.adminToken);
	await person.sees("Sessions");
	await person.page.setOfflineMode(true);
	await person.sees("can’t be reached");
	await person.page.setOfflineMode(false);
	await expect.poll(() => person.text()).not.toContain("can’t be reached");
	await person.leave([berth.adminToken]);
});

test("a phone shows long names cut, and whole what a session waits for", async () => {
	const account = new Account(berth);
	const limits = `${berth.url}/berth/v1/accounts/${account.id}/limits`;
	const init = { method: "PUT", headers: account.headers, body: '{"maxConcurrentSessions": 1}' };
	expect((await fetch(limits, init)).status).toBe(200);
	const running = await start(account, {
		name: "A session that was given a name for screens of desks alone",
	});
	const person = await Visitor.at(browser, berth.url, berth.adminToken);
	await person.look({ width: 360 });
	await person.lookAt(account.id);
	await person.page.waitForSelector(".rows .badge.running");
	const waiting = await start(account, { name: "queued" });
	await person.sees("queued");
	const beyond = () =>
		person.page.$$eval(".rows .row", (rows) =>
			rows.some((row) => {
				const end = row.getBoundingClientRect().right;
				const texts = [...row.querySelectorAll(".what > *")];
				return texts.some((text) => text.getBoundingClientRect().right > end - 10);
			}),
		);
	expect(await beyond()).toBe(false);
	await person.goTo(`#/sessions/${waiting}`);
	await person.sees("Waits for");
	const width = await person.page.$eval(
		".facts .sentence",
		(element) => element.getBoundingClientRect().width,
	);
	expect(width).toBeGreaterThan(250);
	await person.leave([berth.adminToken]);
	await account.end(waiting);
	await account.end(running);
});

test("every page can be used by everybody: light, dark and on a phone", async () => {
	const account = new Account(berth);
	const id = await start(account, { name: "accessible", startUrl: `${site.url}/` });
	const person = await Visitor.at(browser, berth.url);
	const looks = [
		{ width: 1280 },
		{ scheme: "dark", width: 1280 },
		{ width: 360 },
		{ scheme: "dark", width: 360 },
	] as const;
	const check = async (what: string, ready: string | RegExp) => {
		await person.sees(ready);
		for (const look of looks) {
			await person.look(look);
			expect(await person.flaws(), `${what} ${JSON.stringify(look)}`).toEqual([]);
		}
		await person.look({});
	};
	await check("sign in", "Sign in to Berth");
	await person.signIn(berth.adminToken);
	await check("list", "accessible");
	await person.follow("Ended");
	await check("list of ended ones", "Ended");
	await person.goTo("#/sessions?show=all&name=nobody");
	await check("list of a name that no session has", "There are no such sessions");
	await person.goTo("#/new");
	await check("new", "Start the session");
	await person.goTo("#/capacity");
	await check("capacity", "All accounts together");
	await person.goTo("#/tokens");
	await check("tokens", "Make the token");
	await person.goTo("#/domain-sets");
	await check("domain sets", "common-cdns");
	await person.goTo("#/audit");
	await check("audit log", "session.create by the admin");
	const panels = {
		console: "the shop is open",
		network: "stock",
		timeline: "running",
		actions: "API so far",
	};
	for (const [panel, ready] of Object.entries({
		...panels,
		artifacts: "Nothing was kept",
		connect: "puppeteer",
	})) {
		await person.goTo(`#/sessions/${id}/${panel}`);
		await check(panel, ready);
	}
	await account.end(id);
	await check("an ended session", "It has ended");
	await person.leave([berth.adminToken]);
});

test("a person revokes the links of a session, and what was open by them is closed", async () => {
	const account = await new Account(berth).withToken();
	const id = await start(account, { name: "linked", startUrl: `${site.url}/` });
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.goTo(`#/sessions/${id}`);
	await person.sees("Open DevTools");
	const tabs = await fetch(`${berth.url}/berth/v1/sessions/${id}/tabs`, { headers: account.headers });
	const [tab] = ((await tabs.json()) as { tabs: { tabUrl: string }[] }).tabs;
	const watching = await browser.newPage();
	await watching.goto(tab?.tabUrl ?? "");
	const shown = () => watching.evaluate(() => document.body.innerText);
	await person.press("Revoke links");
	await person.press("Revoke them");
	await expect.poll(shown).toContain("The links of this session were revoked.");
	await watching.close();
	await account.end(id);
	await person.leave([account.token]);
});

test("the keyboard alone is enough", async () => {
	const account = await new Account(berth).withToken();
	const id = await start(account, { name: "by keys" });
	const person = await Visitor.at(browser, berth.url, account.token);
	await person.sees("by keys");
	const focused = () => person.page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
	const tabTo = async (name: string) => {
		for (let presses = 0; presses < 60 && !(await focused()).includes(name); presses += 1)
			await person.page.keyboard.press("Tab");
		expect(await focused()).toContain(name);
	};
	await tabTo("by keys");
	await person.page.keyboard.press("Enter");
	await expect.poll(() => person.place()).toContain(id);
	// The heading has the focus, for whoever can't see that the page is another.
	await expect.poll(focused).toBe("by keys");
	await tabTo("Console");
	await person.page.keyboard.press("ArrowRight");
	await person.page.keyboard.press("ArrowRight");
	await expect.poll(focused).toBe("Timeline");
	await expect.poll(() => person.place()).toMatch(/timeline$/);
	await account.end(id);
	await person.leave([account.token]);
});

test("its page is small, and lets in nothing from elsewhere", async () => {
	const answer = await fetch(`${berth.url}/`);
	expect(answer.headers.get("content-security-policy")).toBe(
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	);
	expect(await answer.text()).not.toMatch(/<script>|<style|style=| on\w+=/);
	const script = await fetch(`${berth.url}/ui/dashboard.js`);
	expect(gzipSync(Buffer.from(await script.arrayBuffer())).length).toBeLessThan(60 * 1024);
});

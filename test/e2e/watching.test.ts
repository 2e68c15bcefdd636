import { type Browser as Puppeteer, connect, type Page as Puppet } from "puppeteer-core";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Account } from "./account.ts";
import { Browsr } from "./browsr.ts";
import { type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let pages: Pages;
const REQUESTS = 20;
/** The mark that each request for the popup came with. */
const marks: unknown[] = [];

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/": "<title>Opener</title>",
			"/links": `<title>Links</title>${Array.from({ length: 8 }, (_, nth) => `<a href="/linked?${nth}">${nth}</a>`).join("")}`,
			"/linked": "<title>Linked</title>",
			"/popup": ({ headers }, response) => {
				marks.push(headers["x-mark"]);
				response.writeHead(200, { "content-type": "text/html" });
				response.end(
					"<title>From the server</title><script>globalThis.early = [globalThis.mark, typeof globalThis.told, innerWidth];</script>",
				);
			},
			"/worker": `<script>
const registered = navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready);
</script>`,
			"/worker.js": (_request, response) => {
				response.writeHead(200, { "content-type": "text/javascript" });
				response.end(
					"oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim());",
				);
			},
			"/many": Array.from({ length: REQUESTS }, (_, nth) => `<script src="/script?${nth}"></script>`).join(
				"",
			),
			"/script": (_request, response) => {
				response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-store" });
				response.end("globalThis.run = (globalThis.run ?? 0) + 1;");
			},
			"/prerenders": ({ url = "" }, response) => {
				const path = decodeURIComponent(url.slice(url.indexOf("?") + 1));
				const rules = { prerender: [{ source: "list", urls: [path], eagerness: "immediate" }] };
				response.writeHead(200, { "content-type": "text/html" });
				response.end(
					`<title>Before</title><a href="${path}">go</a><script type="speculationrules">${JSON.stringify(rules)}</script>`,
				);
			},
			"/prerendered": "<title>Prerendered</title>",
		}),
	]);
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

type Start = (account: Account) => Promise<string>;

const byDefault: Start = async (account) => (await account.create()).sessionId;

async function session(start = byDefault) {
	const account = await new Account(berth).withToken();
	const sessionId = await start(account);
	onTestFinished(async () => void (await account.end(sessionId)));
	return { account, sessionId };
}

/** How many popups each test opens: what goes wrong now and then is to go wrong here. */
const POPUPS = 8;
const each = <T>(value: T): T[] => Array.from({ length: POPUPS }, () => value);

/** A context of Playwright's, in a browser that others use as well. */
async function contextIn({
	account,
	sessionId,
}: Awaited<ReturnType<typeof session>>): Promise<BrowserContext> {
	const browser = await chromium.connectOverCDP(account.socket(`/browser/${sessionId}`), {
		headers: account.headers,
	});
	onTestFinished(() => browser.close());
	const viewport = { width: 432, height: 321 };
	return browser.newContext({ viewport, extraHTTPHeaders: { "x-mark": "set" } });
}

/** What `look` sees in popups that a page of the context opens one after another. */
async function inPopups<T>(context: BrowserContext, look: (popup: Page) => Promise<T>): Promise<T[]> {
	const page = await context.newPage();
	await page.goto(`${pages.url}/`);
	marks.length = 0;
	const seen: T[] = [];
	while (seen.length < POPUPS) {
		const [popup] = await Promise.all([
			page.waitForEvent("popup"),
			page.evaluate((url) => void window.open(url), `${pages.url}/popup`),
		]);
		await popup.waitForLoadState();
		seen.push(await look(popup));
		await popup.close();
	}
	return seen;
}

/** What the first script of each popup finds, and what came with the request for it. */
async function settingsInPopups(context: BrowserContext): Promise<{ early: unknown[]; marks: unknown[] }> {
	await context.addInitScript("globalThis.mark = 'set'");
	await context.exposeFunction("told", () => undefined);
	const early = await inPopups(context, (popup) => popup.evaluate("globalThis.early"));
	return { early, marks };
}
const ALL_SET = { early: each(["set", "function", 432]), marks: each("set") };

describe.each<[string, Start]>([
	["its log", byDefault],
	["recordings of its pages", async (account) => (await account.create({ recording: "true" })).sessionId],
	[
		"guardrails",
		async (account) =>
			(await account.create({}, { guardrails: { allowedDomains: ["127.0.0.1"] } })).sessionId,
	],
	["a user agent", async (account) => (await new Browsr(account).start({ user_agent: "Berth" })).session_id],
])("in a session with %s", (_, start) => {
	test("what a context was set up with holds in each popup before its first script", async () => {
		const context = await contextIn(await session(start));
		expect(await settingsInPopups(context)).toEqual(ALL_SET);
	});

	test("a context's routes hold in each popup", async () => {
		const context = await contextIn(await session(start));
		await context.route("**/popup", (route) =>
			route.fulfill({ contentType: "text/html", body: "<title>From the route</title>" }),
		);
		expect(await inPopups(context, (popup) => popup.title())).toEqual(each("From the route"));
		expect(marks).toEqual([]);
	});
});

test("commands of Berth's own leave popups to a client that holds them", async () => {
	const made = await session();
	const navigate = () =>
		new Browsr(made.account).run(made.sessionId, {
			command: "navigate_to",
			data: { url: `${pages.url}/` },
		});
	expect((await navigate()).body.success).toBe(true);
	expect(await settingsInPopups(await contextIn(made))).toEqual(ALL_SET);
	expect((await navigate()).body.success).toBe(true);
});

describe.each<[string, string, (sessionId: string) => object]>([
	["a crawl", "/v1/crawl", (session_id) => ({ session_id, url: `${pages.url}/links`, concurrency: 2 })],
	["saving a profile", "/profiles", (session_id) => ({ session_id, name: "beside a client" })],
	["a hand-off", "/berth/v1/sessions/ID/handoff", () => ({ instructions: "Look at it", timeoutMs: 60_000 })],
])("%s beside a client that holds its pages", (_, path, bodyFor) => {
	test("is done, and leaves the client's popups to it", async () => {
		const made = await session();
		const browsr = new Browsr(made.account);
		const context = await contextIn(made);
		const work = async () => {
			const route = path.replace("ID", made.sessionId);
			const { status, text } = await browsr.ask("POST", route, bodyFor(made.sessionId));
			return status < 300 ? "done" : text;
		};
		const [settings, outcome] = await Promise.all([settingsInPopups(context), work()]);
		expect(outcome).toBe("done");
		expect(settings).toEqual(ALL_SET);
		expect(await work()).toMatch(path.endsWith("handoff") ? /handoff/ : /^done$/);
	});
});

async function puppeteerIn({ account, sessionId }: Awaited<ReturnType<typeof session>>): Promise<Puppeteer> {
	const browser = await connect({
		browserWSEndpoint: account.socket(`/browser/${sessionId}`),
		headers: account.headers,
		defaultViewport: null,
	});
	onTestFinished(() => browser.disconnect());
	return browser;
}

test("a service worker goes away when its page has unregistered it", async () => {
	const made = await session();
	const page = await (await puppeteerIn(made)).newPage();
	await page.goto(`${pages.url}/worker`);
	await page.evaluate("registered");
	const workers = async () =>
		(await made.account.targets(made.sessionId)).filter(({ type }) => type === "service_worker");
	expect(await workers()).toHaveLength(1);
	await page.evaluate(async () => (await navigator.serviceWorker.ready).unregister());
	await page.goto("about:blank");
	await expect.poll(workers).toEqual([]);
});

test("a page that was prerendered is shown, to clients and to those who watch", async () => {
	const made = await session();
	const browser = await puppeteerIn(made);
	const inTurn = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].values();
	let shown: { page: Puppet; path: string } | undefined;
	/** The next page, once what it prerenders has taken its place; `false` when Puppeteer has given it up. */
	const activate = async () => {
		const path = `/prerendered?${inTurn.next().value}`;
		const page = await browser.newPage();
		await page.goto(`${pages.url}/prerenders?${encodeURIComponent(path)}`);
		await expect.poll(() => pages.requests).toContain(path);
		await page.click("a");
		let title = "";
		await expect
			.poll(async () => (title = await page.title().catch(String)))
			.toMatch(/^Prerendered$|detached Frame/);
		if (title === "Prerendered") shown = { page, path };
		return shown !== undefined;
	};
	// Puppeteer waits 100 ms for what takes a page's place, which is little on a busy machine: then another page is tried.
	await expect.poll(activate).toBe(true);
	const activationStart = () =>
		shown?.page.evaluate(() => {
			const [navigation] = performance.getEntriesByType("navigation");
			return navigation === undefined
				? 0
				: (navigation.toJSON() as { activationStart: number }).activationStart;
		});
	// Puppeteer may have the frame of before for a moment.
	await expect.poll(activationStart).toBeGreaterThan(0);
	expect(pages.requests.filter((path) => path === shown?.path)).toHaveLength(1);
	expect((await made.account.targets(made.sessionId)).map(({ title }) => title)).toContain("Prerendered");
});

describe("the log has each request once", () => {
	/** How often the log has each of the scripts, and how it ended. */
	async function logged({ account, sessionId }: Awaited<ReturnType<typeof session>>) {
		const { entries } = await (
			await fetch(`${account.url}/berth/v1/sessions/${sessionId}/log?kind=network&limit=1000`, {
				headers: account.headers,
			})
		).json();
		const counts: Record<string, number> = {};
		for (const { text } of entries as { text: string }[])
			if (text.includes("/script?")) counts[text] = (counts[text] ?? 0) + 1;
		return counts;
	}
	const times = (count: number) =>
		Object.fromEntries(
			Array.from({ length: REQUESTS }, (_, nth) => [`GET ${pages.url}/script?${nth} 200`, count]),
		);

	test("whoever else is told of it", async () => {
		const made = await session();
		const raw = await made.account.connect(made.sessionId);
		const [{ id: targetId } = { id: "" }] = await made.account.targets(made.sessionId);
		const { sessionId: page } = await raw.send("Target.attachToTarget", { targetId, flatten: true });
		let loads = 0;
		const load = async () => {
			await raw.send("Page.navigate", { url: `${pages.url}/many` }, page);
			loads += 1;
			await expect.poll(() => logged(made)).toEqual(times(loads));
		};
		await load();
		const first = await puppeteerIn(made);
		await load();
		const second = await puppeteerIn(made);
		await load();
		await first.disconnect();
		await load();
		await raw.send("Network.enable", {}, page);
		await second.disconnect();
		await load();
		await raw.send("Network.disable", undefined, page);
		await load();
		await raw.close();
	});

	test("when clients come and go while it loads", async () => {
		const made = await session();
		const stays = await (await puppeteerIn(made)).pages();
		let loads = 0;
		for (let nth = 0; nth < 4; nth++) {
			const [, passing] = await Promise.all([
				stays[0]?.goto(`${pages.url}/many`),
				puppeteerIn(made).then(async (browser) => (await browser.pages(), browser)),
			]);
			await passing.disconnect();
			loads += 1;
			await expect.poll(() => logged(made)).toEqual(times(loads));
		}
	});
});

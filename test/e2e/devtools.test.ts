import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { flawsInEachLook } from "./accessibility.ts";
import { Account, type CreatedSession, type ShownTarget } from "./account.ts";
import { DevtoolsPage } from "./devtools-page.ts";
import { type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

// A person's browser, which is a session too, opens Berth's DevTools on the page of another session.

const APP = `function add(a, b) {
  const sum = a + b;
  return sum;
}
localStorage.setItem("cart", "three apples");
const opening = indexedDB.open("stock", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("goods").put("four pears", "pears");
console.log("The shop is open");
`;
const SHOP = `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<h1 id="greeting">Welcome</h1>
<button style="position:fixed;inset:100px 0 0 0" onclick="document.title = 'Bought'">Buy</button>
<script src="/app.js"></script>`;

/** Of cookies, headers, addresses and bodies, which read-only links must not show. */
const SECRET = "s3cret-of-the-shop";

let berth: SharedBerth;
let pages: Pages;
let account: Account;
let person: Browser;
let own: CreatedSession;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/shop": SHOP,
			"/app.js": (_, response) =>
				void response.writeHead(200, { "content-type": "text/javascript" }).end(APP),
			"/other": "<title>Elsewhere</title>",
			"/stock.json": (_, response) =>
				void response
					.writeHead(200, {
						"content-type": "application/json",
						"set-cookie": `sid=${SECRET}; HttpOnly`,
						"x-api-key": SECRET,
					})
					.end(JSON.stringify({ key: SECRET })),
		}),
	]);
	account = new Account(berth);
	own = await account.create();
	person = await connect(own.sessionId);
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

const connect = (sessionId: string): Promise<Browser> =>
	puppeteer.connect({
		browserWSEndpoint: account.socket(`/browser/${sessionId}`),
		headers: account.headers,
		defaultViewport: null,
	});

interface Shop {
	readonly sessionId: string;
	readonly tab: ShownTarget;
	/** The shop's page, as the one who automates it has it. */
	readonly page: Page;
}

async function openShop(): Promise<Shop> {
	const { sessionId } = await account.create();
	const tab = await account.openTab(sessionId, `${pages.url}/shop`);
	const browser = await connect(sessionId);
	for (const page of await browser.pages()) if (page.url() === tab.url) return { sessionId, tab, page };
	throw new Error("The shop is not open");
}

interface Link {
	readonly devtoolsFrontendUrl: string;
}

const liveView = ({ sessionId }: { readonly sessionId: string }, asked: object): Promise<Link> =>
	account.read<Link>(`/browser/${sessionId}/live_view`, { method: "POST", body: JSON.stringify(asked) });

describe("DevTools behind a link", () => {
	let shop: Shop;
	let devtools: DevtoolsPage;

	beforeAll(async () => {
		shop = await openShop();
		devtools = await DevtoolsPage.open(person, shop.tab.devtoolsFrontendUrl);
	});
	afterAll(async () => {
		await devtools.page.close();
		await account.end(shop.sessionId);
	});

	test("shows the page's elements, and goes by its title", async () => {
		await devtools.choose("Elements");
		await devtools.sees(".elements-tree-outline", '<h1 id="greeting">Welcome</h1>');
		await expect.poll(() => devtools.page.title()).toBe("Shop · Berth");
		expect(await devtools.notice()).toBe("");
	});

	test("has its messages, and evaluates in the console", async () => {
		await devtools.choose("Console");
		await devtools.sees(".console-message-text", "The shop is open");
		await devtools.click(">>> #console-prompt");
		await devtools.type("document.querySelector('h1').textContent + 6 * 7");
		await expect.poll(() => devtools.texts(".console-message-text")).toContain("'Welcome42'");
	});

	test("stops at a breakpoint that was set in the sources, and goes on", async () => {
		await devtools.choose("Sources");
		await devtools.control("p");
		await devtools.sees(".filtered-list-widget-item", "app.js");
		await devtools.page.keyboard.type("app.js");
		await expect.poll(() => devtools.texts(".filtered-list-widget-item")).toHaveLength(1);
		await devtools.page.keyboard.press("Enter");
		await devtools.sees(".cm-line", "const sum = a + b;");
		await devtools.click(">>> .cm-lineNumbers .cm-gutterElement:nth-child(3)");
		await devtools.sees(".cm-breakpoint", "2");

		const sum = shop.page.evaluate("add(2, 3)");
		await devtools.sees(".paused-status", "Paused on breakpoint");
		await devtools.sees(".call-frame-item-title", "add");
		await devtools.page.keyboard.press("F8");
		expect(await sum).toBe(5);
	});

	test("lists requests", async () => {
		await devtools.choose("Network");
		await shop.page.evaluate("fetch('/stock.json').then((answer) => answer.text())");
		await expect.poll(() => devtools.texts("td.name-column")).toContain("stock.json");
	});

	test("shows what the page stores", async () => {
		await devtools.choose("Application");
		await devtools.click('::-p-aria([name="Local storage"][role="treeitem"])');
		await devtools.page.keyboard.press("ArrowRight");
		await devtools.page.keyboard.press("ArrowRight");
		await expect.poll(() => devtools.texts(".data-grid td")).toContain("three apples");

		await devtools.click('::-p-aria([name="IndexedDB"][role="treeitem"])');
		await devtools.page.keyboard.press("ArrowRight");
		await devtools.click('::-p-aria([name="stock"][role="treeitem"])');
		await devtools.page.keyboard.press("ArrowRight");
		await devtools.click('::-p-aria([name="goods"][role="treeitem"])');
		await devtools.sees(".object-value-string", "four pears");
	});

	test("takes a snapshot of the page's memory", async () => {
		await shop.page.evaluate(
			"class Apple {}; window.apples = Array.from({ length: 100_000 }, () => new Apple())",
		);
		await devtools.choose("Memory");
		await devtools.click('::-p-aria([name="Take snapshot"][role="button"])');
		await expect.poll(async () => (await devtools.texts(".data-grid")).join()).toContain("Apple");
	});

	test("leaves out Lighthouse, which can't run here", async () => {
		const panels = await devtools.texts("[role=tab]");
		expect(panels).toEqual(expect.arrayContaining(["Elements", "Network", "Security"]));
		expect(panels).not.toContain("Lighthouse");
	});

	test("takes clicks on the page's picture", async () => {
		await devtools.clickPicture();
		await expect.poll(() => shop.page.title()).toBe("Bought");
	});

	test("goes where its address bar says", async () => {
		await devtools.navigate(`${pages.url}/other`);
		await expect.poll(() => shop.page.url()).toBe(`${pages.url}/other`);
		await expect.poll(() => devtools.page.title()).toBe("Elsewhere · Berth");
	});

	test("records how the page performs", async () => {
		await devtools.choose("Performance");
		await devtools.click('::-p-aria([name="Record"][role="button"])');
		await devtools.sees(".timeline-status-dialog", "Profiling");
		await shop.page.evaluate("document.body.append('Painted')");
		await devtools.click('::-p-aria([name="Stop"][role="button"])');
		await expect.poll(() => devtools.texts("[role=tab]")).toContain("Bottom-up");
	});

	test("is all Berth's own", () => {
		expect([...devtools.hosts]).toEqual([new URL(berth.url).host]);
		expect(devtools.complaints).toEqual([]);
	});
});

test("DevTools says that it loads until it shows a page", async () => {
	const { tab, sessionId } = await openShop();
	// The front end keeps how it was laid out, and is narrow here.
	const context = await person.createBrowserContext();
	const page = await context.newPage();
	const released = Promise.withResolvers<void>();
	await page.setRequestInterception(true);
	page.on("request", (request) => {
		const isFrontEnd = request.url().includes("/ui/devtools/");
		void (isFrontEnd ? released.promise : Promise.resolve()).then(() => request.continue());
	});
	await page.goto(tab.devtoolsFrontendUrl, { waitUntil: "domcontentloaded" });
	const loading = () =>
		page.$$eval("main > p", (found) =>
			found.filter((each) => each.checkVisibility()).map(({ textContent }) => textContent),
		);
	await expect.poll(loading).toEqual(["Loading DevTools…"]);
	expect(await flawsInEachLook(page)).toEqual([]);
	released.resolve();
	await expect.poll(loading).toEqual([]);
	await context.close();
	await account.end(sessionId);
});

describe("a read-only link", () => {
	test("lets a person look, says so, and changes nothing", async () => {
		const { tab, page, sessionId } = await openShop();
		const link = await liveView({ sessionId }, { targetId: tab.id, guardrails: { mode: "readonly" } });
		await using devtools = await DevtoolsPage.open(person, link.devtoolsFrontendUrl);
		await devtools.choose("Elements");
		await devtools.sees(".elements-tree-outline", '<h1 id="greeting">Welcome</h1>');
		expect(await devtools.notice()).toMatch(/^Read-only /);
		expect(await flawsInEachLook(devtools.page)).toEqual([]);
		await devtools.page.setViewport({ width: 2000, height: 1000 });
		await devtools.choose("Console");
		await devtools.sees(".console-message-text", "The shop is open");

		await devtools.click(">>> #console-prompt");
		await devtools.type("document.title = 'Taken over'");
		await expect.poll(() => devtools.refused).toContain("Runtime.evaluate");
		await devtools.clickPicture();
		await expect.poll(() => devtools.refused).toContain("Input.dispatchMouseEvent");
		await devtools.navigate(`${pages.url}/other`);
		await expect.poll(() => devtools.refused).toContain("Page.navigate");
		expect([await page.title(), page.url()]).toEqual(["Shop", tab.url]);
		expect(devtools.complaints).toEqual([]);
		await account.end(sessionId);
	});
});

describe("a read-only link to a page with secrets", () => {
	test("lists its requests, and nothing secret of them has come", async () => {
		const { tab, page, sessionId } = await openShop();
		const link = await liveView({ sessionId }, { targetId: tab.id, guardrails: { mode: "readonly" } });
		await using devtools = await DevtoolsPage.open(person, link.devtoolsFrontendUrl);
		await devtools.choose("Network");
		await expect.poll(() => devtools.received.join()).toContain("Page.screencastVisibilityChanged");
		const ask = (path: string, secret: string) =>
			fetch(path, { method: "POST", headers: { authorization: secret }, body: secret }).then((answer) =>
				answer.text(),
			);
		await page.evaluate(ask, `/stock.json?token=${SECRET}&page=2#key=${SECRET}`, SECRET);
		const names = () => devtools.texts("td.name-column");
		await expect.poll(names).toEqual(["stock.json?token=REDACTED&page=2"]);
		await page.reload();
		await expect.poll(names).toEqual(["shop", "app.js"]);

		const cell = async (column: string) => (await devtools.texts(`td.${column}-column`))[0];
		await expect.poll(() => cell("time")).toMatch(/^\d+\sms/);
		expect(await cell("size")).toMatch(/^[\d.]+\skB/);
		expect(await cell("status")).toBe("200OK");
		expect(await cell("type")).toBe("document");
		await devtools.click(">>> td.name-column ::-p-text(shop)");
		await devtools.sees(".header-value", "text/html");
		await devtools.click('::-p-aria([name="Response"][role="tab"])');
		await expect.poll(() => devtools.refused).toContain("Network.getResponseBody");

		expect(devtools.received.join()).toContain('"application/json"');
		expect(devtools.received.join()).not.toContain(SECRET);
		expect(devtools.complaints).toEqual([]);
		await account.end(sessionId);
	});
});

const escapeAddress = (url: string): string =>
	url.replace(/ws=(.*)/, (_, address: string) => `ws=${encodeURIComponent(address)}`);

describe("a link", () => {
	const links = new Map<string, string | undefined>();
	let sessionId: string;

	beforeAll(async () => {
		const created = await account.create();
		({ sessionId } = created);
		const [page] = await (await connect(sessionId)).pages();
		await page?.goto(`${pages.url}/shop`);
		const [first] = created.targets;
		const give = (place: string, { devtoolsFrontendUrl }: Partial<Link> = {}) =>
			links.set(place, devtoolsFrontendUrl);
		give("POST /browser", first);
		give(
			"json/list",
			(await account.targets(sessionId)).find(({ id }) => id === first?.id),
		);
		give("json/list/{target}", await account.read(`/browser/${sessionId}/json/list/${first?.id}`));
		give("json/new", await account.openTab(sessionId, `${pages.url}/shop`));
		give("/session/{session}", await account.session(sessionId));
		const socket = await account.connect(sessionId);
		give("Cloudflare.getLiveView", (await socket.request("Cloudflare.getLiveView")).result as Link);
		const link = await liveView(created, { targetId: first?.id });
		give("live_view", link);
		const { devtoolsFrontendUrl: url } = link;
		links.set("live_view, with its mode", url.replace("?", "?mode=devtools&"));
		links.set("live_view, as /ui/inspector", url.replace("/ui/view", "/ui/inspector"));
		links.set("live_view, with its address escaped", escapeAddress(url));
	});
	afterAll(() => account.end(sessionId));

	test.each([
		"POST /browser",
		"json/list",
		"json/list/{target}",
		"json/new",
		"/session/{session}",
		"Cloudflare.getLiveView",
		"live_view",
		"live_view, with its mode",
		"live_view, as /ui/inspector",
		"live_view, with its address escaped",
	])("from %s opens DevTools", async (place) => {
		await using devtools = await DevtoolsPage.open(person, links.get(place) ?? "about:blank");
		await expect.poll(() => devtools.page.title()).toBe("Shop · Berth");
		expect(devtools.frame().url()).toContain("/inspector?ws=");
		expect(await devtools.notice()).toBe("");
	});

	test("says what is wrong with it", async () => {
		const saying = async (url: string) => {
			await using devtools = await DevtoolsPage.open(person, url);
			await expect.poll(() => devtools.notice()).not.toBe("");
			return await devtools.notice();
		};
		await using expired = await DevtoolsPage.open(person, `${links.get("live_view")}x`);
		await expect
			.poll(() => expired.notice())
			.toBe("This link has expired, or was never valid. Ask for a new link.");
		expect(await expired.page.$$("header button")).toHaveLength(0);
		expect(await flawsInEachLook(expired.page)).toEqual([]);
		expect(await saying(`${berth.url}/ui/view`)).toBe("This link is incomplete: it names no session.");
		expect(await saying(`${berth.url}/ui/view?ws=elsewhere.example/page/1?jwt=2`)).toBe(
			"This link leads to another server, which this page may not talk to.",
		);
	});
});

describe("when it is over, DevTools says so and why", () => {
	let shop: Shop;
	let devtools: DevtoolsPage;

	beforeEach(async () => {
		shop = await openShop();
		devtools = await DevtoolsPage.open(person, shop.tab.devtoolsFrontendUrl);
		await devtools.choose("Elements");
		await devtools.sees(".elements-tree-outline", "Welcome");
	});
	afterEach(async () => {
		await devtools.page.close();
		await account.end(shop.sessionId);
	});

	test("of a session that was ended, also to whoever comes later", async () => {
		await account.end(shop.sessionId);
		await expect
			.poll(() => devtools.notice())
			.toBe("This session has ended. NormalClosure: It was closed by a DELETE request.");
		// What was there can still be read.
		await devtools.sees(".elements-tree-outline", "Welcome");

		await devtools.page.reload();
		await expect
			.poll(() => devtools.notice())
			.toBe("This session has ended: NormalClosure. It was closed by a DELETE request.");
	});

	test("of a browser that crashed", async () => {
		const socket = await account.connect(shop.sessionId);
		socket.request("Browser.crash").catch(() => undefined);
		await expect
			.poll(() => devtools.notice())
			.toBe("This session has ended. ChromiumCrashed: The browser exited without being asked to.");
	});

	test("of a tab that was closed", async () => {
		await account.openTab(shop.sessionId, "about:blank");
		await account.read(`/browser/${shop.sessionId}/json/close/${shop.tab.id}`);
		await expect.poll(() => devtools.notice()).toBe("Target closed.");
	});

	test("of a connection that was lost, and connects again", async () => {
		await devtools.dropSocket();
		await expect.poll(() => devtools.notice()).toBe("The connection was lost. Connect again");
		await devtools.page.click("header button");
		await expect.poll(() => devtools.notice()).toBe("");
		await devtools.sees(".elements-tree-outline", "Welcome");
	});
});

import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { flawsInEachLook } from "./accessibility.ts";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";

const NAMES = ["first", "second", "third"] as const;

/** A page that goes on changing, that loads from another host, and whose scripts would be noticed if they ran again. */
const changingPage = (name: string, other: string) => `<!doctype html><title>${name}</title>
	<link rel=stylesheet href=/style.css><style>@import "${other}/imported.css"; p { background: url(${other}/back.png) }</style>
	<h1>The ${name} page</h1><p id=count>0</p><img src=${other}/picture.png srcset="${other}/picture2.png 2x" width=80 height=40>
	<input value=confidential><iframe src=/slow></iframe><iframe srcdoc="<b>framed ${name}</b><script>parent.framed = 1</script>"></iframe>
	<img src="x:" onerror="window.replayed = 'by an attribute'">
	<script>
		fetch("/beacon?${name}"); console.log("${name} says hello");
		let count = 0;
		setInterval(() => { document.getElementById("count").textContent = String(count += 1); }, 100);
	</script>`;

/** What is easily shown otherwise than it was, and what would take focus. */
const TRICKY_PAGE = `<!doctype html><title>tricky</title><style>my-card { display: block } my-card:not(:defined) { display: none }</style>
	<my-card>tricky</my-card><a href=/linked>a link</a><input autofocus><canvas width=120 height=60></canvas><dialog><button>inside</button></dialog>
	<div style="height: 5000px"></div><script>customElements.define("my-card", class extends HTMLElement {})</script>`;

interface Recording {
	readonly state: string;
	/** Epoch milliseconds. */
	readonly from: number;
	readonly events: number;
	readonly replayUrl: string;
	readonly tabs: readonly { readonly tab: string; readonly url: string; readonly events: number }[];
}

const PATIENCE = { timeout: 100_000, interval: 200 };

let berth: Berth;
let elsewhere: Pages;
let site: Pages;
let chrome: OwnChrome;
let browser: Browser;
let account: Account;
let sessionId: string;

const readRecording = async (): Promise<Recording> =>
	(
		await fetch(`${berth.url}/berth/v1/sessions/${sessionId}/recording`, { headers: account.headers })
	).json() as Promise<Recording>;

beforeAll(async () => {
	berth = await startBerth();
	elsewhere = await startPages({});
	site = await startPages({
		...Object.fromEntries(NAMES.map((name) => [`/${name}`, changingPage(name, elsewhere.url)])),
		"/beacon": "",
		"/tricky": TRICKY_PAGE,
		// Long after the page's own document.
		"/slow": (_, response) =>
			void setTimeout(
				() => response.writeHead(200, { "content-type": "text/html" }).end("<b>slow frame</b>"),
				500,
			),
		"/style.css": (_, response) =>
			void response.writeHead(200, { "content-type": "text/css" }).end("h1 { color: rgb(1, 2, 3) }"),
	});
	chrome = await OwnChrome.start();
	browser = await puppeteer.connect({
		browserURL: chrome.url,
		defaultViewport: { width: 1280, height: 800 },
	});
	account = new Account(berth);
	sessionId = await killedSession();
});
afterAll(async () => {
	await browser.disconnect();
	await chrome.kill();
	await berth.stop();
	await site.stop();
	await elsewhere.stop();
});

/** A recorded session of three tabs, ended by a kill of its Chrome. */
async function killedSession(): Promise<string> {
	const { sessionId: id } = await account.create({ recording: "true" });
	sessionId = id;
	for (const name of NAMES) await account.openTab(id, `${site.url}/${name}`);
	await vi.waitFor(async () => {
		const ours = (await readRecording()).tabs.filter(({ url }) => url.startsWith(site.url));
		expect(ours.map(({ events }) => events > 30)).toEqual([true, true, true]);
	}, PATIENCE);
	for (const pid of berth.chromePids()) process.kill(pid, "SIGKILL");
	await vi.waitFor(async () => {
		expect((await account.session(id)).closeReason).toBe("ChromiumCrashed");
		expect((await readRecording()).state).toBe("ended");
	}, PATIENCE);
	return id;
}

interface Watched {
	readonly page: Page;
	/** What the page complained of. */
	readonly complaints: readonly string[];
	/** Where its requests went that did not go to Berth. */
	readonly strangers: readonly string[];
}

async function open(url: string): Promise<Watched> {
	const page = await browser.newPage();
	page.setDefaultTimeout(PATIENCE.timeout);
	const complaints: string[] = [];
	const strangers: string[] = [];
	page.on("pageerror", (error) => complaints.push(String(error)));
	page.on("console", (message) => complaints.push(message.text()));
	page.on("request", (request) => {
		if (!/^(data|about|blob):/.test(request.url()) && new URL(request.url()).origin !== berth.url)
			strangers.push(request.url());
	});
	await page.goto(url);
	return { page, complaints, strangers };
}

const shownText = (page: Page, selector: string) =>
	page.evaluate(
		(wanted) =>
			document.querySelector<HTMLIFrameElement>(".room iframe")?.contentDocument?.querySelector(wanted)
				?.textContent,
		selector,
	);

const tabOf = (name: string) => `[role=tab][title="${site.url}/${name}"]`;

test("a recorded session of three tabs, ended by SIGKILL, replays", async () => {
	const requestsBefore = site.requests.length;
	const { replayUrl, tabs } = await readRecording();
	const { page, complaints, strangers } = await open(replayUrl);
	await page.waitForSelector("[role=tab]");
	expect(page.url()).toBe(`${berth.url}/ui/replay?session=${sessionId}`);
	// The tab that the browser began with as well.
	expect((await page.$$("[role=tab]")).length).toBe(tabs.filter(({ events }) => events > 1).length);

	for (const name of NAMES) {
		await page.click(tabOf(name));
		await page.focus("[role=tabpanel] .room").catch(() => undefined);
		await page.keyboard.press("End");
		await expect.poll(() => shownText(page, "h1")).toBe(`The ${name} page`);
	}
	const count = async () => Number(await shownText(page, "#count"));
	const last = await count();
	expect(last).toBeGreaterThan(10);

	// Back, and on from there.
	await page.$eval("[aria-label=Time]", (range) => {
		const input = range as HTMLInputElement;
		input.value = String(Number(input.max) - 1_000);
		input.dispatchEvent(new Event("input", { bubbles: true }));
	});
	await expect.poll(count).toBeLessThan(last);
	const before = await count();
	await page.click("text/Play");
	await expect.poll(count).toBeGreaterThan(before);
	await expect.poll(() => page.$eval(".play", (button) => button.textContent)).toBe("Play");
	expect(await count()).toBe(last);

	const shown = () =>
		page.evaluate(() => {
			const frame = document.querySelector<HTMLIFrameElement>(".room iframe");
			const inside = frame?.contentDocument;
			const heading = inside?.querySelector("h1");
			return {
				sandbox: frame?.getAttribute("sandbox"),
				colour: heading && getComputedStyle(heading).color,
				field: inside?.querySelector("input")?.value,
				inner: [...(inside?.querySelectorAll("iframe") ?? [])].map(
					(each) => each.contentDocument?.querySelector("b")?.textContent,
				),
				scripts: inside?.querySelectorAll("script").length,
				replayed: [window, frame?.contentWindow].some(
					(each) => each && ("replayed" in each || "framed" in each),
				),
			};
		});
	await expect.poll(shown).toEqual({
		sandbox: "allow-same-origin",
		colour: "rgb(1, 2, 3)",
		field: "*".repeat("confidential".length),
		inner: ["slow frame", "framed third"],
		scripts: 0,
		replayed: false,
	});
	const logged = () => page.$$eval("aside li", (rows) => rows.map(({ textContent }) => textContent).join());
	await expect.poll(logged).toContain("third says hello");
	await page.click("text/Network");
	await expect.poll(logged).toContain("/beacon?third");

	expect(complaints).toEqual([]);
	expect(strangers).toEqual([]);
	expect(site.requests.length).toBe(requestsBefore);
	await page.close();
});

test("a replay is light or dark as its reader's system is, fits a phone, and everybody can use it", async () => {
	const { replayUrl } = await readRecording();
	const { page } = await open(replayUrl);
	await page.waitForSelector("[role=tab]");
	const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
	const light = await ground();
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
	expect(await ground()).not.toBe(light);
	await page.click(tabOf("second"));
	await page.waitForSelector('li[data-past="false"]');
	expect(await flawsInEachLook(page)).toEqual([]);
	await page.keyboard.press("End");
	await expect.poll(() => page.$('li[data-past="false"]')).toBeNull();
	expect(await flawsInEachLook(page)).toEqual([]);
	await page.close();
});

test("a replay shows the page as it was, and keeps the focus and the keys from it", async () => {
	const { sessionId: id } = await account.create({ recording: "true" });
	const tab = await account.openTab(id, `${site.url}/tricky`);
	const driven = await CdpSocket.open(tab.webSocketDebuggerUrl);
	const told = async () =>
		(
			(await (
				await fetch(`${berth.url}/berth/v1/sessions/${id}/recording/${tab.id}`, { headers: account.headers })
			).json()) as { events: { timestamp: number; data: { source?: number; y?: number } }[] }
		).events;
	const scrolledTo = async (y: number) =>
		(await told()).find(({ data }) => data.source === 3 && data.y === y);
	await expect.poll(async () => JSON.stringify(await told())).toContain("tricky");
	// A change and then scrolling; later scrolling, and then a change.
	await driven.evaluate("document.body.append('one'); scrollTo(0, 500)");
	await expect.poll(() => scrolledTo(500)).toBeDefined();
	await driven.evaluate("scrollTo(0, 2000)");
	await expect.poll(() => scrolledTo(2_000)).toBeDefined();
	await driven.evaluate("document.body.append('two'); document.querySelector('dialog').showModal()");
	await expect.poll(async () => JSON.stringify(await told())).toContain('"rr_open_mode":"modal"');
	const middle = ((await scrolledTo(500))?.timestamp ?? 0) + 1;
	await driven.close();
	await account.end(id);
	const { replayUrl, from } = (await (
		await fetch(`${berth.url}/berth/v1/sessions/${id}/recording`, { headers: account.headers })
	).json()) as Recording;

	const { page, complaints, strangers } = await open(replayUrl);
	await page.waitForSelector(tabOf("tricky"));
	await page.click(tabOf("tricky"));
	await page.$eval(
		"[aria-label=Time]",
		(range, time) => {
			const input = range as HTMLInputElement;
			input.value = String(time);
			input.dispatchEvent(new Event("input", { bubbles: true }));
		},
		middle - from,
	);
	const shown = () =>
		page.evaluate(() => {
			const inside = document.querySelector<HTMLIFrameElement>(".room iframe")?.contentWindow;
			const card = inside?.document.querySelector("my-card");
			return {
				top: inside?.scrollY,
				card: card && inside?.getComputedStyle(card).display,
				canvas: inside?.document.querySelector("canvas")?.clientWidth,
				isModal: inside?.document.querySelector("dialog")?.matches(":modal"),
			};
		});
	await expect.poll(shown).toEqual({ top: 500, card: "block", canvas: 120, isModal: false });
	await page.focus("[aria-label=Time]");
	await page.keyboard.press("End");
	await expect.poll(shown).toEqual({ top: 2_000, card: "block", canvas: 120, isModal: true });
	const focused = () =>
		page.evaluate(
			() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName,
		);
	expect(await focused()).toBe("Time");
	for (const key of ["ArrowLeft", "ArrowUp", " ", " "] as const) await page.keyboard.press(key);
	expect(await focused()).toBe("Time");
	await page.focus(tabOf("tricky"));
	// Through all that there is, and around.
	const met = new Set<string | undefined>();
	for (let at = 0; at < 30; at += 1) {
		await page.keyboard.press("Tab");
		met.add(await focused());
	}
	expect(met).toContain("Time");
	// Played as well: what opens at the very end does not take what is focused.
	await page.focus("[aria-label=Time]");
	const isAtEnd = () => page.$eval("input[aria-label=Time]", ({ value, max }) => value === max);
	await page.keyboard.press("End");
	await page.keyboard.press("ArrowLeft");
	await expect.poll(isAtEnd).toBe(false);
	await page.keyboard.press(" ");
	await expect.poll(isAtEnd).toBe(true);
	await expect.poll(() => page.$eval(".play", (button) => button.textContent)).toBe("Play");
	expect(await shown()).toMatchObject({ isModal: true });
	expect(await focused()).toBe("Time");
	expect(met).not.toContain("IFRAME");
	await page.focus(tabOf("tricky"));
	await page.keyboard.press("ArrowLeft");
	expect(await page.$eval("[role=tab][aria-selected=true]", (each) => each === document.activeElement)).toBe(
		true,
	);
	expect(await page.$eval("[role=tab][aria-selected=true]", ({ textContent }) => textContent)).toContain(
		"about:blank",
	);
	expect([complaints, strangers]).toEqual([[], []]);
	await page.close();
});

test("a link to a replay opens its own session, for reading, and nothing else", async () => {
	const { replayUrl } = await readRecording();
	const token = new URLSearchParams(new URL(replayUrl).hash.slice(1)).get("token");
	const headers = { Authorization: `Bearer ${token}` };
	const other = await account.create();
	const ask = async (path: string, method = "GET") =>
		(await fetch(`${berth.url}/berth/v1/sessions/${path}`, { method, headers })).status;
	expect(await ask(`${sessionId}/recording`)).toBe(200);
	expect(await ask(`${sessionId}/log`)).toBe(200);
	expect(await ask(`${sessionId}/recording`, "DELETE")).toBe(403);
	for (const path of [
		`${other.sessionId}/recording`,
		`${other.sessionId}/log`,
		sessionId,
		`${sessionId}/har`,
	])
		expect(await ask(path), path).toBe(401);
	await account.end(other.sessionId);
});

test("a replay that is open while the session goes on goes on with it, to the end", async () => {
	const { sessionId: id } = await account.create({ recording: "true" });
	const { replayUrl } = (await (
		await fetch(`${berth.url}/berth/v1/sessions/${id}/recording`, { headers: account.headers })
	).json()) as Recording;
	const { page, complaints } = await open(replayUrl);
	await account.openTab(id, `${site.url}/first`);
	await page.waitForSelector(tabOf("first"));
	await page.click(tabOf("first"));
	await page.keyboard.press("End");
	await page.click("text/Play");
	const count = async () => Number(await shownText(page, "#count"));
	const before = await count();
	// More than was there when it was asked to play.
	await expect.poll(count).toBeGreaterThan(before + 30);

	await account.openTab(id, `${site.url}/second`);
	await page.waitForSelector(tabOf("second"));
	await page.click(tabOf("second"));
	await expect.poll(() => shownText(page, "h1")).toBe("The second page");
	await expect
		.poll(() => page.$$eval("aside li", (rows) => rows.map(({ textContent }) => textContent).join()))
		.toContain("second says hello");
	expect(await page.$eval("[role=status]", ({ textContent }) => textContent)).toContain("goes on");

	await account.end(id);
	await expect.poll(() => page.$eval("[role=status]", ({ textContent }) => textContent)).toBe("");
	await expect.poll(() => page.$eval(".play", (button) => button.textContent)).toBe("Play");
	expect(complaints).toEqual([]);
	await page.close();
});

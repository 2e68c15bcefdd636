import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Account, type ShownTarget } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";

/** Markup that would run wherever a text is taken for it: in a page, in an attribute with quotes, or as an address. */
const MARK = `<img src=x onerror=ran()>"'onfocus=ran() autofocus x='`;
const AS_ADDRESS = "javascript:ran()";

const escaped = MARK.replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** Says it everywhere that a page can say something, and shows a dialog when it is asked to. */
const HOSTILE = `<title>${escaped}</title><h1>Hostile</h1><a href="${AS_ADDRESS}">${escaped}</a><input title="${escaped}" value="${escaped}">
<a id=file href=/file download>file</a><script>
	const mark = document.title;
	console.log(mark, ${JSON.stringify(AS_ADDRESS)}); console.error(mark); console.log("%c" + mark, "background: url(${AS_ADDRESS})");
	console.table([{ [mark]: mark }]);
	fetch("/" + mark, { headers: { "x-mark": encodeURIComponent(mark) } }).catch(() => {});
	setTimeout(() => { throw new Error(mark) });
	history.pushState(null, "", "/hostile?next=" + ${JSON.stringify(AS_ADDRESS)} + "&mark=" + mark + "#" + mark);
</script>`;

const patienceMs = 100_000;

let site: Pages;
let berth: Berth;
let chrome: OwnChrome;
let browser: Browser;
let account: Account;
let sessionId: string;
let targetId: string;
let driver: CdpSocket;

const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
	const answer = await fetch(`${berth.url}${path}`, {
		method,
		headers: account.headers,
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as T;
};

const isHostile = ({ url }: ShownTarget): boolean => url.includes("/hostile?");

beforeAll(async () => {
	site = await startPages({
		"/": "<title>An opener</title>",
		"/hostile": HOSTILE,
		"/markup": MARK,
		"/file": (_request, response) => {
			const name = encodeURIComponent(`${MARK.replaceAll("/", "")}.html`);
			response.writeHead(200, {
				"content-type": "text/html",
				"content-disposition": `attachment; filename*=UTF-8''${name}`,
			});
			response.end(`<script>ran()</script>${MARK}`);
		},
	});
	berth = await startBerth();
	account = await new Account(berth).withToken();
	chrome = await OwnChrome.start();
	browser = await puppeteer.connect({
		browserURL: chrome.url,
		defaultViewport: { width: 1500, height: 900 },
	});
	const made = await ask<{ id: string }>("POST", "/berth/v1/sessions", {
		name: MARK,
		startUrl: `${site.url}/hostile`,
		savesDownloads: true,
		recording: true,
	});
	sessionId = made.id;
	const tab = await vi.waitFor(
		async () => {
			const shown = (await account.targets(sessionId)).find(isHostile);
			if (shown === undefined) throw new Error("It is not there yet");
			return shown;
		},
		{ timeout: patienceMs, interval: 100 },
	);
	targetId = tab.id;
	driver = await CdpSocket.open(tab.webSocketDebuggerUrl);
	await driver.evaluate("document.querySelector('#file').click()");
	await ask("PUT", `/berth/v1/sessions/${sessionId}/artifacts/text/${encodeURIComponent(MARK)}`, {
		content: MARK,
		contentType: "text/html",
		metadata: { [MARK]: MARK },
	});
	await ask("POST", `/berth/v1/sessions/${sessionId}/handoff`, { instructions: MARK, targetId });
	await ask("POST", "/commands", {
		session_id: sessionId,
		commands: [{ command: "get_text", data: { selector: "h1" } }],
	});
});
afterAll(async () => {
	await browser.disconnect();
	await chrome.kill();
	await berth.stop();
	await site.stop();
});

declare global {
	interface Window {
		messagesHad?: number;
	}
}

interface Watched {
	readonly page: Page;
	/** What ran, or would have run but for the page's policy. */
	readonly ran: string[];
}

/** Opens a page of Berth's, where whatever runs of a text is seen. */
async function open(url: string, before?: (page: Page) => Promise<void>): Promise<Watched> {
	const page = await browser.newPage();
	page.setDefaultTimeout(patienceMs);
	const ran: string[] = [];
	await page.exposeFunction("ran", () => void ran.push(`ran at ${page.url()}`));
	page.on("console", (message) => {
		if (/Content Security Policy|Refused to (?:execute|load|run)/.test(message.text()))
			ran.push(message.text());
	});
	page.on("dialog", (dialog) => void dialog.dismiss());
	await before?.(page);
	await page.goto(url);
	return { page, ran };
}

/** Elements that a text became, in all frames of Berth's and their open shadow roots. */
async function madeElements(page: Page): Promise<readonly string[]> {
	const found = await Promise.all(
		page.frames().map((frame) =>
			frame.evaluate(() => {
				const roots: (Document | ShadowRoot)[] = [document];
				const made: string[] = [];
				for (const root of roots)
					for (const element of root.querySelectorAll("*")) {
						if (element.shadowRoot !== null) roots.push(element.shadowRoot);
						const names = element.getAttributeNames();
						const isMark =
							element.matches("img[src='x']") || names.some((name) => /^on(?:error|focus)$/.test(name));
						if (isMark || element.getAttribute("href")?.startsWith("javascript:") === true)
							made.push(element.outerHTML.slice(0, 200));
					}
				return made;
			}),
		),
	);
	return found.flat();
}

const textOf = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText);

async function expectHarmless({ page, ran }: Watched): Promise<void> {
	expect(await madeElements(page)).toEqual([]);
	expect(ran).toEqual([]);
	await page.close();
}

const view = async (isReadonly: boolean): Promise<string> =>
	(
		await account.read<{ devtoolsFrontendUrl: string }>(`/browser/${sessionId}/live_view`, {
			method: "POST",
			body: JSON.stringify({
				mode: "full",
				targetId,
				...(isReadonly && { guardrails: { mode: "readonly" } }),
			}),
		})
	).devtoolsFrontendUrl;

const devtools = async (): Promise<string> => {
	const tab = (await account.targets(sessionId)).find(({ id }) => id === targetId);
	return tab?.devtoolsFrontendUrl ?? "";
};

const replay = async (): Promise<string> =>
	(await ask<{ replayUrl: string }>("GET", `/berth/v1/sessions/${sessionId}/recording`)).replayUrl;

const dashboard = (token: string) => (page: Page) =>
	page
		.evaluateOnNewDocument((kept) => sessionStorage.setItem("berth.token", kept), token)
		.then(() => undefined);

test("a text that is taken for markup is seen", async () => {
	const opened = await open(`${site.url}/markup`);
	expect(await madeElements(opened.page)).toHaveLength(1);
	await expect.poll(() => opened.ran).not.toEqual([]);
	await opened.page.close();
});

describe("hostile texts are texts", () => {
	test.each(["", "/network", "/timeline", "/actions", "/artifacts", "/connect"])(
		"in the dashboard: a session%s",
		async (panel) => {
			const opened = await open(`${berth.url}/#/sessions/${sessionId}${panel}`, dashboard(account.token));
			await expect.poll(() => textOf(opened.page)).toContain(MARK);
			await expect
				.poll(() => opened.page.$$eval("[role=tabpanel] *", (all) => all.length))
				.toBeGreaterThan(2);
			await expectHarmless(opened);
		},
	);

	test("in the dashboard's list, and where an admin reads names of tokens and the audit log", async () => {
		await new Account(berth, { id: account.id }).withToken({ name: MARK });
		const places = { sessions: MARK, tokens: MARK, audit: account.id };
		for (const [place, shown] of Object.entries(places)) {
			const opened = await open(`${berth.url}/#/${place}`, dashboard(berth.adminToken));
			await expect.poll(() => textOf(opened.page)).toContain(shown);
			await expectHarmless(opened);
		}
	});

	test.each([false, true])(
		"in a live view, read-only: %s, with a dialog that is open",
		async (isReadonly) => {
			const opened = await open(await view(isReadonly));
			await expect.poll(() => textOf(opened.page)).toContain("onerror=ran()");
			await driver.evaluate("void setTimeout(() => confirm(document.title))");
			await expect
				.poll(() =>
					opened.page.$$eval("dialog[open], [role=dialog], [role=alertdialog]", (all) => all.length),
				)
				.toBeGreaterThan(0);
			await ask("POST", "/commands", { session_id: sessionId, commands: [{ command: "handle_dialog" }] });
			await expectHarmless(opened);
		},
	);

	test("in DevTools", async () => {
		const opened = await open(await devtools());
		await expect.poll(() => opened.page.title()).toContain("onerror=ran()");
		const inspector = () => opened.page.frames().find((frame) => frame.url().includes("/ui/devtools/"));
		await expect.poll(() => inspector()?.url()).toContain("inspector");
		const tab = await inspector()?.waitForSelector('::-p-aria([name="Console"][role="tab"])', {
			visible: true,
		});
		await tab?.click();
		await expect
			.poll(() => inspector()?.$$eval("pierce/.console-message-text", (all) => all.length))
			.toBeGreaterThan(2);
		await expectHarmless(opened);
	});

	test("in a replay", async () => {
		const opened = await open(await replay());
		await expect.poll(() => textOf(opened.page)).toContain("onerror=ran()");
		await opened.page.waitForSelector(".room iframe");
		const own = await opened.page.$$eval(
			"img[src='x'], [onerror], [onfocus], a[href^='javascript:']",
			(all) => all.map(({ outerHTML }) => outerHTML),
		);
		expect(own).toEqual([]);
		await expectHarmless(opened);
	});
});

/** Everything that an opener can send to a page and to the frames in it. */
const MESSAGES: readonly unknown[] = [
	MARK,
	AS_ADDRESS,
	{ html: MARK, url: AS_ADDRESS, token: MARK, session: MARK },
	{ command: "unregisterServer", method: "dispatchAPI", params: [MARK] },
	{ method: "navigate", url: AS_ADDRESS },
	JSON.stringify({ id: 1, method: "Page.navigate", params: { url: AS_ADDRESS } }),
];

const ALL = MESSAGES.length;

interface OpenedPage {
	readonly link: () => string | Promise<string>;
	readonly shown: (page: Page) => Promise<string>;
	/** What is shown once the page is all there. */
	readonly ready: string;
	/** How many messages the page and its frames get. */
	readonly had: readonly number[];
}

/** How many messages each of the page's frames has had since `countMessages`. */
const messagesHad = (page: Page): Promise<readonly number[]> =>
	Promise.all(page.frames().map((frame) => frame.evaluate(() => window.messagesHad ?? 0)));

async function countMessages(page: Page): Promise<void> {
	const count = () => {
		window.messagesHad = 0;
		addEventListener("message", () => (window.messagesHad = (window.messagesHad ?? 0) + 1));
	};
	await Promise.all(page.frames().map((frame) => frame.evaluate(count)));
}

describe("messages of an opener", () => {
	// An opener is cut off from the dashboard. A replay's frame runs no script, so none counts there.
	test.each<[string, OpenedPage]>([
		["the dashboard", { link: () => `${berth.url}/`, shown: textOf, ready: "Sign in to Berth", had: [0] }],
		["a live view", { link: () => view(false), shown: textOf, ready: "onerror=ran()", had: [ALL] }],
		// It has no text beside that of its frame.
		["DevTools", { link: devtools, shown: (page) => page.title(), ready: "onerror=ran()", had: [ALL, ALL] }],
		["a replay", { link: replay, shown: textOf, ready: "onerror=ran()", had: [ALL, 0] }],
	])("do nothing to %s", async (_name, { link, shown, ready, had }) => {
		const url = await link();
		const { page: opener } = await open(`${site.url}/`);
		const arrived = browser.waitForTarget((target) => target.url().split("#")[0] === url.split("#")[0], {
			timeout: patienceMs,
		});
		await opener.evaluate((address) => {
			(globalThis as unknown as { other: Window | null }).other = window.open(address);
		}, url);
		const page = await (await arrived).page();
		if (page === null) throw new Error("It is no page");
		const thrown: string[] = [];
		page.on("pageerror", (error) => thrown.push(String(error)));
		await expect.poll(() => shown(page)).toContain(ready);
		const before = page.url();
		await countMessages(page);
		await opener.evaluate((messages) => {
			const { other } = globalThis as unknown as { other: Window | null };
			const windows =
				other === null ? [] : [other, ...Array.from({ length: other.length }, (_none, at) => other[at])];
			for (const message of messages) for (const each of windows) each?.postMessage(message, "*");
		}, MESSAGES);
		await expect.poll(() => messagesHad(page)).toEqual(had);
		expect(await madeElements(page)).toEqual([]);
		expect(page.url()).toBe(before);
		expect(thrown).toEqual([]);
		await page.close();
		await opener.close();
	});
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, type CreatedSession, errorOf, type ShownTarget } from "./account.ts";
import { CdpSocket, refusedUpgrade } from "./cdp-socket.ts";
import { stillRunning } from "./chromes.ts";
import { type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

// The walk through Cloudflare's session management guide, with nothing but fetch and a WebSocket.

let berth: SharedBerth;
let pages: Pages;
let account: Account;
/** A session that runs, with a tab that shows an article; no test changes either. */
let session: CreatedSession;
let tab: ShownTarget;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		SharedBerth.join(),
		startPages({
			"/article": "<title>Übersicht &amp; mehr</title><p>Text",
			"/moved": (_, response) => void response.writeHead(302, { location: "/article" }).end(),
			"/by-script": "<title>Early</title><script>onload = () => (document.title = 'Late')</script>",
		}),
	]);
	account = await new Account(berth).withToken();
	session = await account.read("/browser?keep_alive=600000", { method: "POST" });
	tab = await account.openTab(session.sessionId, `${pages.url}/article`);
});
afterAll(() => Promise.all([berth.leave(), pages.stop()]));

test("POST /browser with keep_alive starts a session", () => {
	expect(session).toEqual({
		sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
		webSocketDebuggerUrl: account.socket(`/browser/${session.sessionId}`),
	});
});

test("PUT json/new answers with the page's address and title", () => {
	const { host } = new URL(berth.url);
	const socket = `${host}/api/devtools/browser/${session.sessionId}/page/${tab.id}?jwt=`;
	expect(tab).toEqual({
		id: expect.stringMatching(/^[a-zA-Z0-9]+$/),
		type: "page",
		url: `${pages.url}/article`,
		title: "Übersicht & mehr",
		description: expect.any(String),
		webSocketDebuggerUrl: expect.stringMatching(`^ws://${socket.replace("?", "\\?")}`),
		devtoolsFrontendUrl: expect.stringContaining(`${berth.url}/ui/view?ws=${socket}`),
	});
});

test("after a redirect it is the final address", async () => {
	const moved = await account.openTab(session.sessionId, `${pages.url}/moved`);
	expect(moved).toMatchObject({ url: `${pages.url}/article`, title: "Übersicht & mehr" });
});

test("what a page does while it loads has been done", async () => {
	expect(await account.openTab(session.sessionId, `${pages.url}/by-script`)).toMatchObject({ title: "Late" });
});

test("GET /session lists the session", async () => {
	expect(await account.sessions()).toEqual([
		{
			sessionId: session.sessionId,
			startTime: expect.any(Number),
			lastUpdated: expect.any(Number),
			webSocketDebuggerUrl: session.webSocketDebuggerUrl,
		},
	]);
});

test("GET json/list and its alias json list the tabs", async () => {
	const listed = await account.targets(session.sessionId);
	expect(listed.find(({ id }) => id === tab.id)).toMatchObject({ url: tab.url, title: tab.title });
	const alias = await account.read<ShownTarget[]>(`/browser/${session.sessionId}/json`);
	expect(alias.map(({ id }) => id).toSorted()).toEqual(listed.map(({ id }) => id).toSorted());
});

test("the tab's own address opens a socket without a token", async () => {
	const page = await CdpSocket.open(tab.webSocketDebuggerUrl);
	expect(page.headers["cf-browser-session-id"]).toBe(session.sessionId);
	expect(await page.evaluate("document.querySelector('p').textContent")).toBe("Text");
	await page.close();
});

test("POST live_view gives links to the tab", async () => {
	const view = await account.read(`/browser/${session.sessionId}/live_view`, {
		method: "POST",
		body: JSON.stringify({ targetId: tab.id, mode: "tab", expiresInMs: 120_000 }),
	});
	expect(view).toEqual({
		id: tab.id,
		devtoolsFrontendUrl: expect.stringContaining(`${berth.url}/ui/view?mode=tab&ws=`),
		webSocketDebuggerUrl: expect.stringContaining("/api/devtools/browser/"),
		options: { mode: "tab" },
	});
});

describe("after DELETE", () => {
	let owner: Account;
	let gone: CreatedSession;
	let closedTab: ShownTarget;
	let browser: CdpSocket;
	let page: CdpSocket;
	let pid: number;
	let ending: unknown;

	beforeAll(async () => {
		owner = await new Account(berth).withToken();
		gone = await owner.read("/browser?keep_alive=600000", { method: "POST" });
		closedTab = await owner.openTab(gone.sessionId, `${pages.url}/article`);
		[browser, page] = await Promise.all([
			owner.connect(gone.sessionId),
			CdpSocket.open(closedTab.webSocketDebuggerUrl),
		]);
		pid = await browser.browserPid();
		ending = await owner.end(gone.sessionId);
	});

	test("the answer is that it is closing", () => {
		expect(ending).toEqual({ status: "closing" });
	});

	test("the open sockets are closed with a reason", async () => {
		const closing = { code: 1000, reason: "NormalClosure: It was closed by a DELETE request." };
		expect(await Promise.all([browser.closed, page.closed])).toEqual([closing, closing]);
	});

	test("json/list answers 410 with the reason", async () => {
		const answer = await owner.fetch(`/browser/${gone.sessionId}/json/list`);
		expect(answer.status).toBe(410);
		expect(await errorOf(answer)).toEqual({ code: 2009, message: expect.stringContaining("NormalClosure") });
	});

	test.each(["the session's", "the tab's"])("%s socket answers 410 with the reason", async (whose) => {
		const isTab = whose === "the tab's";
		const url = isTab ? closedTab.webSocketDebuggerUrl : gone.webSocketDebuggerUrl;
		const refusal = await refusedUpgrade(url, isTab ? {} : owner.headers);
		expect(refusal.status).toBe(410);
		expect(refusal.body).toEqual({
			success: false,
			errors: [{ code: 2009, message: expect.stringContaining("NormalClosure") }],
		});
	});

	test("/session/{id} tells how it ended", async () => {
		const shown = await owner.session(gone.sessionId);
		expect(shown).toEqual({
			sessionId: gone.sessionId,
			startTime: expect.any(Number),
			lastUpdated: expect.any(Number),
			endTime: expect.any(Number),
			connectionEndTime: expect.any(Number),
			connectionStartTime: expect.any(Number),
			closeReason: "NormalClosure",
			closeReasonText: "It was closed by a DELETE request.",
		});
		expect(shown.endTime).toBeGreaterThanOrEqual(shown.startTime);
	});

	test("/session no longer lists it, and lists it among the closed ones", async () => {
		await expect.poll(() => owner.sessions()).toEqual([]);
		await expect
			.poll(() => owner.read("/session?status=closed"))
			.toEqual([expect.objectContaining({ sessionId: gone.sessionId })]);
	});

	test("its Chrome is gone", async () => {
		await expect.poll(() => stillRunning([pid])).toEqual([]);
	});
});

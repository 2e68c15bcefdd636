import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, type CreatedSession, errorOf, type ShownTarget } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { CdpSocket, refusedUpgrade } from "./cdp-socket.ts";
import { type Pages, startPages } from "./pages.ts";

// The walk through Cloudflare's session management guide, with nothing but fetch and a WebSocket. Its tests are
// steps: each goes on where the one before it ended.

let berth: Berth;
let pages: Pages;
let account: Account;
let session: CreatedSession;
let tab: ShownTarget;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		startBerth(),
		startPages({
			"/article": "<title>Übersicht &amp; mehr</title><p>Text",
			"/moved": (_, response) => void response.writeHead(302, { location: "/article" }).end(),
			"/by-script": "<title>Early</title><script>onload = () => (document.title = 'Late')</script>",
		}),
	]);
	account = await new Account(berth).withToken();
});
afterAll(() => Promise.all([berth.stop(), pages.stop()]));

test("1. POST /browser with keep_alive starts a session", async () => {
	session = await account.read("/browser?keep_alive=600000", { method: "POST" });
	expect(session).toEqual({
		sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
		webSocketDebuggerUrl: account.socket(`/browser/${session.sessionId}`),
	});
});

test("2. PUT json/new answers with the page's address and title", async () => {
	tab = await account.openTab(session.sessionId, `${pages.url}/article`);
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

test("3. After a redirect it is the final address", async () => {
	const moved = await account.openTab(session.sessionId, `${pages.url}/moved`);
	expect(moved).toMatchObject({ url: `${pages.url}/article`, title: "Übersicht & mehr" });
});

test("4. What a page does while it loads has been done", async () => {
	expect(await account.openTab(session.sessionId, `${pages.url}/by-script`)).toMatchObject({ title: "Late" });
});

test("5. GET /session lists the session", async () => {
	expect(await account.sessions()).toEqual([
		{
			sessionId: session.sessionId,
			startTime: expect.any(Number),
			lastUpdated: expect.any(Number),
			webSocketDebuggerUrl: session.webSocketDebuggerUrl,
		},
	]);
});

test("6. GET json/list and its alias json list the tabs", async () => {
	const listed = await account.targets(session.sessionId);
	expect(listed.filter(({ type }) => type === "page")).toHaveLength(4);
	expect(listed.find(({ id }) => id === tab.id)).toMatchObject({ url: tab.url, title: tab.title });
	const alias = await account.read<ShownTarget[]>(`/browser/${session.sessionId}/json`);
	expect(alias.map(({ id }) => id).toSorted()).toEqual(listed.map(({ id }) => id).toSorted());
});

test("7. The tab's own address opens a socket without a token", async () => {
	const page = await CdpSocket.open(tab.webSocketDebuggerUrl);
	expect(page.headers["cf-browser-session-id"]).toBe(session.sessionId);
	expect(await page.evaluate("document.querySelector('p').textContent")).toBe("Text");
	await page.close();
});

test("8. POST live_view gives links to the tab", async () => {
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

describe("9. After DELETE", () => {
	let browser: CdpSocket;
	let page: CdpSocket;
	let ending: unknown;

	beforeAll(async () => {
		[browser, page] = await Promise.all([
			account.connect(session.sessionId),
			CdpSocket.open(tab.webSocketDebuggerUrl),
		]);
		ending = await account.end(session.sessionId);
	});

	test("the answer is that it is closing", () => {
		expect(ending).toEqual({ status: "closing" });
	});

	test("the open sockets are closed with a reason", async () => {
		const closing = { code: 1000, reason: "NormalClosure: It was closed by a DELETE request." };
		expect(await Promise.all([browser.closed, page.closed])).toEqual([closing, closing]);
	});

	test("json/list answers 410 with the reason", async () => {
		const answer = await account.fetch(`/browser/${session.sessionId}/json/list`);
		expect(answer.status).toBe(410);
		expect(await errorOf(answer)).toEqual({ code: 2009, message: expect.stringContaining("NormalClosure") });
	});

	test.each(["the session's", "the tab's"])("%s socket answers 410 with the reason", async (whose) => {
		const isTab = whose === "the tab's";
		const url = isTab ? tab.webSocketDebuggerUrl : session.webSocketDebuggerUrl;
		const refusal = await refusedUpgrade(url, isTab ? {} : account.headers);
		expect(refusal.status).toBe(410);
		expect(refusal.body).toEqual({
			success: false,
			errors: [{ code: 2009, message: expect.stringContaining("NormalClosure") }],
		});
	});

	test("/session/{id} tells how it ended", async () => {
		const shown = await account.session(session.sessionId);
		expect(shown).toEqual({
			sessionId: session.sessionId,
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
		expect(await account.sessions()).toEqual([]);
		const closed = await account.read("/session?status=closed");
		expect(closed).toEqual([expect.objectContaining({ sessionId: session.sessionId })]);
	});

	test("its Chrome is gone", async () => {
		await expect.poll(() => berth.chromePids()).toEqual([]);
	});
});

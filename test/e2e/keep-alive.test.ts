import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Account } from "./account.ts";
import type { CdpSocket } from "./cdp-socket.ts";
import { SharedBerth } from "./shared-berth.ts";

// Sessions that are all kept for 10 s without a use, the shortest that can be asked for. Those in use are made
// first, so that they would have ended by the time that the unused ones have.

const READONLY = {
	"cf-brapi-guardrails": Buffer.from(JSON.stringify({ mode: "readonly" })).toString("base64url"),
};

let berth: SharedBerth;
let account: Account;
let silent: CdpSocket;
const sessions = new Map<string, string>();
const doings: ReturnType<typeof setInterval>[] = [];

const eachSecond = (doIt: () => Promise<unknown>): void =>
	void doings.push(setInterval(() => void doIt().catch(() => undefined), 1_000));
const reconnect = async (id: string, headers?: Record<string, string>) =>
	(await account.connect(id, headers)).close();

const PAGE = "data:text/html,<title>Hello</title><iframe srcdoc=x></iframe>";
const NEVER = { expression: "new Promise(() => {})", awaitPromise: true };

/** Sends a command to a new page that answers it never; gives the page. */
async function waitIn(client: CdpSocket): Promise<string> {
	const { targetId } = await client.send("Target.createTarget", { url: "about:blank" });
	const { sessionId } = await client.send("Target.attachToTarget", { targetId, flatten: true });
	void client.request("Runtime.evaluate", NEVER, sessionId).catch(() => undefined);
	// What comes after it is answered, so it has arrived.
	await client.send("Page.enable", undefined, sessionId);
	return targetId;
}

/** What happens to a session from its first moment on. */
type Doing = (id: string) => void | Promise<void>;

const USES: Readonly<Record<string, Doing>> = {
	async commands(id) {
		const client = await account.connect(id);
		eachSecond(() => client.send("Browser.getVersion"));
	},
	async "a command that has no answer yet"(id) {
		await waitIn(await account.connect(id));
	},
	async "a command in another message that has no answer yet"(id) {
		const client = await account.connect(id);
		const { targetId } = await client.send("Target.createTarget", { url: "about:blank" });
		const { sessionId } = await client.send("Target.attachToTarget", { targetId, flatten: false });
		const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: NEVER });
		await client.send("Target.sendMessageToTarget", { sessionId, message });
	},
	"/json/list": (id) => eachSecond(() => account.targets(id)),
	"a reconnecting client": (id) => eachSecond(() => reconnect(id)),
};

const NO_USES: Readonly<Record<string, Doing>> = {
	nothing() {},
	async "an open silent socket"(id) {
		silent = await account.connect(id);
		eachSecond(async () => silent.socket.ping());
	},
	async "a command whose page has closed before its answer"(id) {
		const client = await account.connect(id);
		await client.send("Target.closeTarget", { targetId: await waitIn(client) });
	},
	async "a question for new styles, as DevTools always has one"(id) {
		const client = await account.connect(id);
		const { targetId } = await client.send("Target.createTarget", { url: "about:blank" });
		const { sessionId } = await client.send("Target.attachToTarget", { targetId, flatten: true });
		for (const method of ["DOM.enable", "CSS.enable"]) await client.request(method, {}, sessionId);
		await client.request("CSS.trackComputedStyleUpdates", { propertiesToTrack: [] }, sessionId);
		void client.request("CSS.takeComputedStyleUpdates", {}, sessionId).catch(() => undefined);
	},
	async "a command whose client has left before its answer"(id) {
		const client = await account.connect(id);
		await waitIn(client);
		await client.close();
	},
	async "a puppeteer that has loaded a page"(id) {
		const browserWSEndpoint = account.socket(`/browser/${id}`);
		const browser = await puppeteer.connect({ browserWSEndpoint, headers: account.headers });
		await (await browser.newPage()).goto(PAGE);
	},
	async "a Playwright that has loaded a page"(id) {
		const { headers } = account;
		const browser = await chromium.connectOverCDP(account.devtools(`/browser/${id}`), { headers });
		await (await browser.newPage()).goto(PAGE);
	},
	async "a read-only client that tries what it may not"(id) {
		const onlooker = await account.connect(id, READONLY);
		eachSecond(() => onlooker.request("Page.reload"));
	},
	"a reconnecting read-only client": (id) => eachSecond(() => reconnect(id, READONLY)),
	"GET /session/{id}": (id) => eachSecond(() => account.session(id)),
};

const BY_USE = Object.keys(USES);
const WITHOUT_USE = Object.keys(NO_USES);

const idOf = (what: string): string => sessions.get(what) ?? "";

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = new Account(berth);
	for (const [what, begin] of Object.entries({ ...USES, ...NO_USES })) {
		const { sessionId } = await account.create({ keep_alive: "10000" });
		sessions.set(what, sessionId);
		await begin(sessionId);
	}
	await vi.waitFor(
		async () => {
			const active = (await account.sessions()).map(({ sessionId }) => sessionId);
			if (WITHOUT_USE.some((what) => active.includes(idOf(what)))) throw new Error("still active");
		},
		{ timeout: 200_000, interval: 500 },
	);
});
afterAll(async () => {
	for (const doing of doings) clearInterval(doing);
	await berth.leave();
});

test.each(WITHOUT_USE)("a session with %s ends after its keep_alive", async (what) => {
	const session = await account.session(idOf(what));
	expect(session).toMatchObject({
		closeReason: "BrowserIdle",
		closeReasonText: "No command for 10 s (keep_alive=10000).",
	});
	expect((session.endTime ?? 0) - session.startTime).toBeGreaterThanOrEqual(10_000);
});

test.each(BY_USE)("a session with %s outlives its keep_alive", async (what) => {
	const { startTime, endTime } = await account.session(idOf(what));
	expect(Date.now() - startTime).toBeGreaterThan(10_000);
	expect(endTime).toBeUndefined();
});

test("the silent socket is told why the session ended", async () => {
	const reason = "BrowserIdle: No command for 10 s (keep_alive=10000).";
	expect(await silent.closed).toEqual({ code: 1000, reason });
});

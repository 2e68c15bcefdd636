import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, errorOf } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { type Pages, startPages } from "./pages.ts";

let berth: Berth;
let pages: Pages;
const unanswered = new Set<ServerResponse>();

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		startBerth(),
		startPages({ "/never": (_, response) => void unanswered.add(response) }),
	]);
});
afterAll(() => Promise.all([berth.stop(), pages.stop()]));

/** A session that waits for a page which never comes: the open call, and the session. */
async function openingForever() {
	const account = new Account(berth);
	const { sessionId } = await account.create();
	const before = unanswered.size;
	const url = encodeURIComponent(`${pages.url}/never`);
	const opening = account.fetch(`/browser/${sessionId}/json/new?url=${url}`, { method: "PUT" });
	await expect.poll(() => unanswered.size).toBeGreaterThan(before);
	return { account, sessionId, opening };
}

describe("DELETE", () => {
	test("twice at the same time is taken twice", async () => {
		const account = new Account(berth);
		const { sessionId } = await account.create();
		const answers = await Promise.all([account.end(sessionId), account.end(sessionId)]);
		for (const { status } of answers) expect(["closing", "closed"]).toContain(status);
	});

	test("of a session that has ended leaves its end as it was", async () => {
		const account = new Account(berth);
		const { sessionId } = await account.create();
		await account.end(sessionId);
		const { endTime } = await account.session(sessionId);
		await expect.poll(() => account.end(sessionId)).toEqual({ status: "closed" });
		expect(await account.session(sessionId)).toMatchObject({ endTime, closeReason: "NormalClosure" });
	});

	test("of a session that is still being created wins, and its browser goes", async () => {
		const account = new Account(berth);
		const creating = account.fetch("/browser?keep_alive=600000", { method: "POST" });
		await expect.poll(() => account.sessions(), { interval: 1 }).toHaveLength(1);
		const [session] = await account.sessions();
		const id = session?.sessionId ?? "";
		expect(await account.end(id)).toEqual({ status: "closing" });

		expect((await creating).status).toBe(410);
		expect(await account.session(id)).toMatchObject({ closeReason: "NormalClosure" });
		await expect.poll(() => account.sessions()).toEqual([]);
		await expect.poll(() => account.end(id)).toEqual({ status: "closed" });
		await expect.poll(() => berth.chromePids()).toEqual([]);
	});

	test("ends a call that waits for the browser", async () => {
		const { account, sessionId, opening } = await openingForever();
		await account.end(sessionId);
		const answer = await opening;
		expect(answer.status).toBe(410);
		expect(await errorOf(answer)).toEqual({ code: 2009, message: expect.stringContaining("NormalClosure") });
	});
});

describe("a Chrome that is killed", () => {
	const crash = "ChromiumCrashed: The browser exited without being asked to.";

	test("closes its clients with 1011 and the reason, and the session has crashed", async () => {
		const account = new Account(berth);
		const { sessionId, targets } = await account.create();
		const browser = await account.connect(sessionId);
		const page = await CdpSocket.open(targets[0]?.webSocketDebuggerUrl ?? "");
		process.kill(await browser.browserPid(), "SIGKILL");

		const closing = { code: 1011, reason: crash };
		expect(await Promise.all([browser.closed, page.closed])).toEqual([closing, closing]);
		expect(await account.session(sessionId)).toMatchObject({
			endTime: expect.any(Number),
			connectionEndTime: expect.any(Number),
			closeReason: "ChromiumCrashed",
			closeReasonText: "The browser exited without being asked to.",
		});
		// The list is the catalog's, which the clients' sockets wait for no longer than 2 s.
		await expect.poll(() => account.sessions()).toEqual([]);
	});

	test("is noticed without a client", async () => {
		const account = new Account(berth);
		const { sessionId } = await account.create();
		const browser = await account.connect(sessionId);
		const pid = await browser.browserPid();
		await browser.close();
		process.kill(pid, "SIGKILL");
		await expect.poll(() => account.session(sessionId)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("answers calls with 410 and the reason", async () => {
		const account = new Account(berth);
		const { sessionId } = await account.create();
		const browser = await account.connect(sessionId);
		process.kill(await browser.browserPid(), "SIGKILL");
		await browser.closed;
		const answer = await account.fetch(`/browser/${sessionId}/json/list`);
		expect(answer.status).toBe(410);
		expect(await errorOf(answer)).toEqual({
			code: 2009,
			message: expect.stringContaining("ChromiumCrashed"),
		});
	});

	test("ends a call that waits for it", async () => {
		const { account, sessionId, opening } = await openingForever();
		const browser = await account.connect(sessionId);
		process.kill(await browser.browserPid(), "SIGKILL");
		expect((await opening).status).toBe(410);
	});

	test("leaves the other sessions alone", async () => {
		const account = new Account(berth);
		const [doomed, other] = await Promise.all([account.create(), account.create()]);
		const client = await account.connect(other.sessionId);
		const browser = await account.connect(doomed.sessionId);
		process.kill(await browser.browserPid(), "SIGKILL");
		await browser.closed;

		expect(await client.send("Browser.getVersion")).toHaveProperty("product");
		await expect
			.poll(async () => (await account.sessions()).map(({ sessionId }) => sessionId))
			.toEqual([other.sessionId]);
		await account.end(other.sessionId);
	});
});

describe("a page", () => {
	test("that crashes leaves the session and its other pages", async () => {
		const account = new Account(berth);
		const { sessionId, targets } = await account.create();
		const page = await CdpSocket.open(targets[0]?.webSocketDebuggerUrl ?? "");
		await page.send("Inspector.enable");
		page.request("Page.crash").catch(() => undefined);
		await expect.poll(() => page.events.map(({ method }) => method)).toContain("Inspector.targetCrashed");

		const tab = await account.openTab(sessionId, "data:text/html,<title>Fine</title>");
		expect(tab).toMatchObject({ title: "Fine" });
		await account.end(sessionId);
	});

	test("that is closed closes its sockets, and the session lives on", async () => {
		const account = new Account(berth);
		const { sessionId } = await account.create();
		const tab = await account.openTab(sessionId, "about:blank");
		const page = await CdpSocket.open(tab.webSocketDebuggerUrl);
		await account.read(`/browser/${sessionId}/json/close/${tab.id}`, { method: "DELETE" });
		expect(await page.closed).toEqual({ code: 1000, reason: "Target closed." });
		expect(await account.targets(sessionId)).toHaveLength(1);
		await account.end(sessionId);
	});
});

test("no Chrome is left behind", async () => {
	await expect.poll(() => berth.chromePids()).toEqual([]);
});

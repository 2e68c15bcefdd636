import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import type { CdpSocket } from "./cdp-socket.ts";

// Sessions that are all kept for 10 s without a use, the shortest that can be asked for. Those in use are made
// first, so that they would have ended by the time that the unused ones have.

const BY_USE = ["commands", "/json/list", "a reconnecting client"] as const;
const WITHOUT_USE = ["nothing", "an open silent socket", "GET /session/{id}"] as const;

let berth: Berth;
let account: Account;
let silent: CdpSocket;
const sessions = new Map<string, string>();
const uses: ReturnType<typeof setInterval>[] = [];

const idOf = (what: string): string => sessions.get(what) ?? "";

beforeAll(async () => {
	berth = await startBerth();
	account = new Account(berth);
	for (const what of [...BY_USE, ...WITHOUT_USE]) {
		sessions.set(what, (await account.create({ keep_alive: "10000" })).sessionId);
		if (what === "commands") {
			const client = await account.connect(idOf(what));
			uses.push(setInterval(() => void client.send("Browser.getVersion").catch(() => undefined), 1000));
		}
		if (what === "/json/list")
			uses.push(setInterval(() => void account.targets(idOf(what)).catch(() => undefined), 1000));
		if (what === "a reconnecting client") {
			const reconnect = async () => (await account.connect(idOf(what))).close();
			uses.push(setInterval(() => void reconnect().catch(() => undefined), 1000));
		}
	}
	silent = await account.connect(idOf("an open silent socket"));
	uses.push(setInterval(() => silent.socket.ping(), 1000));
	uses.push(setInterval(() => void account.session(idOf("GET /session/{id}")).catch(() => undefined), 1000));
	await vi.waitFor(
		async () => {
			const active = (await account.sessions()).map(({ sessionId }) => sessionId);
			if (WITHOUT_USE.some((what) => active.includes(idOf(what)))) throw new Error("still active");
		},
		{ timeout: 200_000, interval: 500 },
	);
});
afterAll(async () => {
	for (const use of uses) clearInterval(use);
	await berth.stop();
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

import { describe, expect, test } from "vitest";
import type { SessionRecord, SessionState } from "../../src/domain/session.ts";
import { advance, newSession, type SessionEvent } from "../../src/session/lifecycle.ts";

const fresh = newSession({ id: "a", account: "local", keepAliveMs: 60_000 }, 1000);
const inState = (state: SessionState, more: Partial<SessionRecord> = {}): SessionRecord => ({
	...fresh,
	state,
	...more,
});

const acquired: SessionEvent = { type: "acquired", browserId: "b" };
const failed: SessionEvent = { type: "failed", text: "none" };
const ended: SessionEvent = { type: "end", reason: "BrowserIdle", text: "idle" };
const browserClosed: SessionEvent = { type: "browser_closed" };
const joined: SessionEvent = { type: "client_connected", connectionId: "c" };
const left: SessionEvent = { type: "client_left", remaining: undefined };

const table: [SessionState, SessionEvent, SessionState | "refused"][] = [
	["waiting", ended, "closing"],
	["creating", acquired, "running"],
	["creating", failed, "failed"],
	["creating", ended, "closing"],
	["creating", joined, "refused"],
	["running", acquired, "refused"],
	["running", failed, "refused"],
	["running", ended, "closing"],
	["running", joined, "running"],
	["running", left, "running"],
	["running", browserClosed, "refused"],
	["closing", acquired, "refused"],
	["closing", ended, "refused"],
	["closing", browserClosed, "closed"],
	["closing", joined, "refused"],
	["closed", acquired, "refused"],
	["closed", ended, "refused"],
	["closed", browserClosed, "refused"],
	["failed", acquired, "refused"],
	["failed", ended, "refused"],
];

describe("lifecycle", () => {
	test.each(table)("a %s session that sees %o is %s", (state, event, outcome) => {
		expect(advance(inState(state), event, 2000)?.state ?? "refused").toBe(outcome);
	});

	test("every change raises the revision and the time of the last update", () => {
		expect(advance(fresh, acquired, 2000)).toMatchObject({ revision: 2, lastUpdated: 2000, browserId: "b" });
	});

	test("an end keeps its reason, its text and its time", () => {
		const closing = advance(inState("running"), ended, 2000);
		expect(closing).toMatchObject({ closeReason: "BrowserIdle", closeReasonText: "idle", endTime: 2000 });
	});

	test("an end takes the connected client with it", () => {
		const running = inState("running", { connectionId: "c", connectionStartTime: 1500 });
		expect(advance(running, ended, 2000)).toMatchObject({ connectionId: undefined, connectionEndTime: 2000 });
	});

	test("an end leaves the time at which the last client left", () => {
		const running = inState("running", { connectionStartTime: 1500, connectionEndTime: 1700 });
		expect(advance(running, ended, 2000)?.connectionEndTime).toBe(1700);
	});

	test("when one of several clients leaves, the latest of the others is the connection", () => {
		const running = inState("running", { connectionId: "c", connectionStartTime: 1500 });
		const remaining = { connectionId: "b", connectedAt: 1200 };
		expect(advance(running, { type: "client_left", remaining }, 2000)).toMatchObject({
			connectionId: "b",
			connectionStartTime: 1200,
			connectionEndTime: undefined,
		});
	});
});

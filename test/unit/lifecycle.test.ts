import { describe, expect, test } from "vitest";
import type { SessionRecord, SessionState } from "../../src/domain/session.ts";
import { advance, newSession, type SessionEvent } from "../../src/session/life/lifecycle.ts";

const fresh = newSession("a", "local", { keepAliveMs: 60_000, waitMs: 5000 }, 1000);
const inState = (state: SessionState, more: Partial<SessionRecord> = {}): SessionRecord => ({
	...fresh,
	state,
	...more,
});

const queued: SessionEvent = { type: "queued" };
const granted: SessionEvent = { type: "granted" };
const acquired: SessionEvent = { type: "acquired", browserId: "b", maxSessionMs: 9000 };
const failed: SessionEvent = { type: "failed", text: "none" };
const ended: SessionEvent = { type: "end", reason: "BrowserIdle", text: "idle" };
const browserClosed: SessionEvent = { type: "browser_closed" };
const extended: SessionEvent = { type: "extended", keepAliveMs: 90_000 };
const joined: SessionEvent = { type: "client_connected", connectionId: "c" };
const left: SessionEvent = { type: "client_left", remaining: undefined };

const table: [SessionState, SessionEvent, SessionState | "refused"][] = [
	["waiting", queued, "waiting"],
	["waiting", granted, "creating"],
	["waiting", acquired, "refused"],
	["waiting", failed, "failed"],
	["waiting", ended, "closing"],
	["waiting", joined, "refused"],
	["creating", queued, "waiting"],
	["creating", granted, "refused"],
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
	["running", queued, "refused"],
	["running", extended, "running"],
	["creating", extended, "refused"],
	["closing", extended, "refused"],
	["closing", acquired, "closing"],
	["closing", granted, "refused"],
	["closing", queued, "refused"],
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
		expect(advance(inState("creating"), acquired, 2000)).toMatchObject({ revision: 2, lastUpdated: 2000 });
	});

	test("a browser brings the startup's length and the time at which the session ends whatever happens", () => {
		const running = advance(inState("creating"), acquired, 2000);
		expect(running).toMatchObject({ browserId: "b", startupMs: 1000, expiresAt: 11_000, stage: "ready" });
	});

	test("a browser that comes for a session which is ending is remembered, so that it is closed", () => {
		expect(advance(inState("closing"), acquired, 2000)).toMatchObject({ state: "closing", browserId: "b" });
	});

	test("the stages follow one another as the session gets on", () => {
		const stages = [queued, granted, { type: "acquiring" } as const, acquired].reduce(
			(seen, event) => {
				const last = seen.at(-1) ?? fresh;
				return [...seen, advance(last, event, 2000) ?? last];
			},
			[fresh],
		);
		expect(stages.map(({ stage }) => stage)).toEqual([
			"provisioning",
			"scaling",
			"worker_found",
			"creating",
			"ready",
		]);
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

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Disturbances } from "../../chaos/disturbances.ts";
import { Journal } from "../../chaos/journal.ts";
import { Ledger } from "../../chaos/ledger.ts";
import { ChromesAreOwned } from "../../chaos/rules/chromes-are-owned.ts";
import { EndsOnce } from "../../chaos/rules/ends-once.ts";
import { LimitsHold } from "../../chaos/rules/limits-hold.ts";
import { checkSomethingWasProved } from "../../chaos/rules/proves-something.ts";
import { QueueMoves } from "../../chaos/rules/queue-moves.ts";
import { RefusedIsRefused } from "../../chaos/rules/refused-is-refused.ts";
import type { RuleParts } from "../../chaos/rules/rule.ts";
import { settingsFor } from "../../chaos/settings.ts";
import type { ReservationRow, SessionRow, Snapshot } from "../../chaos/snapshot.ts";

// Two accounts of two sessions each, two browsers in all.
const settings = {
	...settingsFor({ sessions: 2, seed: 1, durationMs: 1, keep: false }),
	maxConcurrentSessions: 2,
	maxConcurrentBrowsers: 3,
};
const start = 1_000_000;

const session = (change: Partial<SessionRow> = {}): SessionRow => ({
	id: "s1",
	account_id: "account-1",
	name: "n1",
	state: "running",
	stage: "ready",
	revision: 4,
	keep_alive_ms: 10_000,
	start_time: start,
	last_updated: start,
	wait_until: start,
	browser_id: "b1",
	end_time: null,
	close_reason: null,
	close_reason_text: null,
	connection_start_time: null,
	connection_end_time: null,
	...change,
});

const ended = (change: Partial<SessionRow> = {}): SessionRow =>
	session({
		state: "closed",
		revision: 6,
		end_time: start + 1_000,
		close_reason: "NormalClosure",
		close_reason_text: "It was closed by a DELETE request.",
		...change,
	});

const place = (position: number, change: Partial<ReservationRow> = {}): ReservationRow => ({
	position,
	session_id: `s${position}`,
	account_id: "account-1",
	granted_at: start,
	expires_at: start + 50_000,
	...change,
});

const waiting = (position: number) => place(position, { granted_at: null });

const after = (ms: number, seen: Partial<Snapshot> = {}): Snapshot => ({
	from: start + ms,
	at: start + ms,
	sessions: [],
	reservations: [],
	upstream: { blocked_until: 0, is_half_open: 0 },
	chromes: [],
	...seen,
});

let folder: string;
let parts: RuleParts;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "berth-chaos-rules-"));
	parts = { settings, journal: new Journal(folder), ledger: new Ledger(), disturbances: new Disturbances() };
});
afterEach(() => rmSync(folder, { recursive: true }));

const rulesOf = () => [
	new EndsOnce(parts),
	new LimitsHold(parts),
	new QueueMoves(parts),
	new ChromesAreOwned(parts),
	new RefusedIsRefused(parts),
];

function violationsOf(snapshots: readonly Snapshot[]): readonly string[] {
	const rules = rulesOf();
	for (const snapshot of snapshots) for (const rule of rules) rule.observe(snapshot);
	return parts.journal.violations.map(({ rule }) => rule);
}

test("a session that is given a place, runs and ends breaks no rule", () => {
	expect(
		violationsOf([
			after(0, { reservations: [waiting(1)] }),
			after(250, { sessions: [session()], reservations: [place(1)], chromes: [1] }),
			after(1_250, { sessions: [ended()] }),
		]),
	).toEqual([]);
});

test.each<[string, readonly Snapshot[]]>([
	[
		"its end changed",
		[
			after(0, { sessions: [ended()] }),
			after(250, { sessions: [ended({ close_reason: "BrowserIdle", revision: 7 })] }),
		],
	],
	["state and end disagree", [after(0, { sessions: [ended({ close_reason: null })] })]],
	[
		"its revision went back",
		[after(0, { sessions: [ended()] }), after(9, { sessions: [ended({ revision: 2 })] })],
	],
	["it ended before it began", [after(0, { sessions: [ended({ end_time: start - 1 })] })]],
	[
		"its times are out of order",
		[after(0, { sessions: [ended({ connection_start_time: start + 9, connection_end_time: start + 8 })] })],
	],
	[
		"its browser was lost for no reason",
		[after(0, { sessions: [ended({ close_reason: "ChromiumCrashed" })] })],
	],
	["more places granted than there are", [after(0, { reservations: [place(1), place(2), place(3)] })]],
	[
		"more places granted than there are",
		[
			after(0, {
				reservations: [1, 2, 3, 4].map((n) => place(n, { account_id: `account-${(n % 2) + 1}` })),
			}),
		],
	],
	["a session has a browser and no place", [after(0, { sessions: [session()] })]],
	["it waits past its deadline", [after(30_000, { sessions: [session({ state: "waiting" })] })]],
	[
		"a place went to one who came later",
		[
			after(0, { reservations: [waiting(1), waiting(2)] }),
			after(250, { reservations: [waiting(1), place(2, { granted_at: start + 100 })] }),
		],
	],
	[
		"it waits though there is a place",
		[after(0, { reservations: [waiting(1)] }), after(20_000, { reservations: [waiting(1)] })],
	],
	[
		"more Chromes than places",
		[after(0, { chromes: [1, 2, 3, 4] }), after(16_000, { chromes: [1, 2, 3, 4] })],
	],
])("it is noticed when %s", (rule, snapshots) => {
	expect(violationsOf(snapshots)).toContain(rule);
});

test("acquisitions faster than the bucket fills up are noticed", () => {
	const now = Date.now();
	const grants = [0, 10, 20].map((ms, index) =>
		place(index + 1, { granted_at: now + ms, expires_at: now + 50_000 }),
	);
	const seen = { from: now + 30, at: now + 30, reservations: grants };
	expect(violationsOf([after(0, seen)])).toContain("acquisitions faster than they may be");
});

test("a session whose create was refused is noticed", () => {
	const create = parts.ledger.begin("n1", "account-1");
	create.answeredAt = start;
	create.status = 503;
	const seen = { sessions: [session()], reservations: [place(1)] };
	expect(violationsOf([after(6_000, seen)])).toEqual(["a create was refused, and its session is there"]);
});

describe("a run that proves nothing fails", () => {
	const unanswered = "fewer than half of the creates were answered: the run proves nothing";
	const nothingGivenOut = "no session was given out: the run proves nothing";

	test.each<[string, readonly (number | "none" | "hung up")[], readonly string[]]>([
		["nothing was asked for", [], [nothingGivenOut]],
		["no create was answered", ["none", "none"], [unanswered, nothingGivenOut]],
		["all were refused", [429, 503], [nothingGivenOut]],
		["one of three was answered", [200, "none", "none"], [unanswered]],
		["half were answered", [200, "none"], []],
		["the others hung up on purpose", [200, "hung up", "hung up", "hung up"], []],
	])("when %s", (_, outcomes, expected) => {
		for (const [index, outcome] of outcomes.entries()) {
			const create = parts.ledger.begin(`n${index}`, "account-1");
			if (outcome === "hung up") create.isHungUp = true;
			else if (outcome !== "none") create.status = outcome;
		}
		checkSomethingWasProved(parts.ledger, parts.journal);
		expect(parts.journal.violations.map(({ rule }) => rule)).toEqual(expected);
	});
});

import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api.ts";
import type { Berth } from "./berth.ts";
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import { isActive, isOver, type SessionRow, type Snapshot } from "./snapshot.ts";
import type { Watch } from "./watch.ts";

/** A lease, the tries to reach a browser, the retries of the catalog after failures in a row, and a busy machine. */
const QUIET_WITHIN_MS = 45_000;
const EMPTY_WITHIN_MS = 60_000;
const POLL_MS = 250;

interface SettleParts {
	readonly berth: Berth;
	readonly watch: Watch;
	readonly journal: Journal;
	readonly ledger: Ledger;
	readonly apiOf: (account: string) => Api;
	readonly reconcile: () => Promise<void>;
}

/** Once the faults have stopped: each session that is left is whole; and once it has ended, nothing is left of it. */
export async function settle(parts: SettleParts): Promise<void> {
	const { journal, reconcile } = parts;
	await until(parts, QUIET_WITHIN_MS, "not quiet after the faults", notQuiet);
	await reconcile();
	const { sessions } = await parts.watch.snapshot();
	for (const row of sessions.filter(isActive))
		await parts.apiOf(row.account_id).callSession("DELETE", row.id, `/browser/${row.id}`);
	await until(parts, EMPTY_WITHIN_MS, "left when everything had ended", notEmpty);
	await reconcile();
	const last = await parts.watch.snapshot(Date.now());
	await until(parts, POLL_MS * 4, "left after the last reconciliation", notEmpty);
	journal.count("sessions", last.sessions.length);
	await compareWithObjects(parts, last.sessions);
	compareWithLedger(parts, last.sessions);
	await checkTotals(parts, last.sessions.length);
}

/** A session that has not ended runs, has a browser and a place, and each browser and each place has a session. */
function notQuiet({ sessions, reservations }: Snapshot, browsers: ReadonlySet<string>): object[] {
	const wrong: object[] = sessions.filter((row) => !isOver(row) && row.state !== "running");
	const running = sessions.filter(({ state }) => state === "running");
	const owned = new Set(running.map(({ browser_id }) => browser_id));
	const places = new Set(reservations.map(({ session_id }) => session_id));
	const ids = new Set(running.map(({ id }) => id));
	wrong.push(...running.filter(({ browser_id }) => !browsers.has(browser_id ?? "")));
	wrong.push(...running.filter(({ id }) => !places.has(id)).map(({ id }) => ({ withoutPlace: id })));
	wrong.push(...reservations.filter(({ session_id }) => !ids.has(session_id)));
	wrong.push(...[...browsers].filter((id) => !owned.has(id)).map((id) => ({ browserWithoutSession: id })));
	return wrong;
}

function notEmpty(
	{ sessions, reservations, chromes }: Snapshot,
	browsers: ReadonlySet<string>,
): readonly object[] {
	return [
		...sessions.filter((row) => !isOver(row)),
		...reservations,
		...[...browsers].map((id) => ({ browserWithoutSession: id })),
		...chromes.map((pid) => ({ chrome: pid })),
	];
}

/** Polls until `wrong` finds nothing; what it finds at the end of the time is a violation each. */
async function until(
	{ berth, watch, journal }: SettleParts,
	boundMs: number,
	rule: string,
	wrong: (snapshot: Snapshot, browsers: ReadonlySet<string>) => readonly object[],
): Promise<void> {
	const startedAt = Date.now();
	for (;;) {
		const browsers = await berth.browsers();
		const found = wrong(await watch.snapshot(), new Set(browsers.map(({ sessionId }) => sessionId)));
		const tookMs = Date.now() - startedAt;
		if (found.length === 0) return journal.note(`settled: nothing ${rule}`, { tookMs });
		if (tookMs > boundMs) {
			for (const each of found) journal.violation(rule, idOf(each), { found: each });
			return;
		}
		await sleep(POLL_MS);
	}
}

const idOf = (found: object): string => {
	const { id, session_id } = found as Partial<Record<string, string>>;
	return id ?? session_id ?? JSON.stringify(found);
};

/** The object is the truth about a session, and its row says the same. */
async function compareWithObjects(
	{ apiOf, journal }: SettleParts,
	rows: readonly SessionRow[],
): Promise<void> {
	for (const row of rows) {
		const answer = await apiOf(row.account_id).callSession("GET", row.id, `/session/${row.id}`);
		const shown = answer?.body as Record<string, unknown> | undefined;
		if (shown?.["closeReason"] !== row.close_reason || shown?.["endTime"] !== row.end_time)
			journal.violation("object and row disagree", row.id, { row, shown });
	}
}

/** What clients were told holds. */
function compareWithLedger({ ledger, journal }: SettleParts, rows: readonly SessionRow[]): void {
	const byId = new Map(rows.map((row) => [row.id, row]));
	for (const create of ledger.creates.values()) {
		if (create.status !== 200) continue;
		const row = byId.get(create.sessionId ?? "");
		if (row === undefined)
			journal.violation("a session that was given out has no row", create.name, { create });
		else if (row.name !== create.name)
			journal.violation("a create was given another's session", create.name, { create, row });
	}
	for (const [id, at] of ledger.toldEnded) {
		const row = byId.get(id);
		if (row?.end_time == null || row.end_time > at)
			journal.violation("a client was told of an end before it was", id, { at, row });
	}
}

/** Each session was counted once, and each end once. */
async function checkTotals({ berth, journal }: SettleParts, sessions: number): Promise<void> {
	const [[totals], [ended]] = await berth.select<[{ created: number }[], { count: number }[]]>([
		"SELECT sessions_created AS created FROM totals",
		"SELECT sum(count) AS count FROM ended_sessions",
	]);
	if (totals?.created !== sessions || ended?.count !== sessions)
		journal.violation("the totals are not what the rows add up to", "totals", { sessions, totals, ended });
}

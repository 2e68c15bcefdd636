import type { CloseReason } from "../domain/close-reason.ts";
import { isActive, type SessionRecord, type SessionState } from "../domain/session.ts";
import { SELECTED_SESSION, sessionFrom } from "./sessions.ts";

/** Which sessions a list is about: those that have not ended, those that have, all, or those in one state. */
export type ListedStatus = "active" | "ended" | "all" | SessionState;

/** What the sessions of a list have in common. */
export interface SessionFilter {
	/** All accounts without it. */
	readonly account?: string | undefined;
	readonly status: ListedStatus;
	readonly name?: string | undefined;
	readonly closeReason?: CloseReason | undefined;
	/** Bounds of the start time in epoch milliseconds: from the first, and before the second. */
	readonly from?: number | undefined;
	readonly to?: number | undefined;
}

/** A session's place in every list. */
export type SessionPosition = Pick<SessionRecord, "startTime" | "id">;

export interface SessionRange {
	readonly limit: number;
	/** Sessions to pass over; each costs a row read. */
	readonly offset?: number;
	/** Only what comes after this place; costs nothing. */
	readonly after?: SessionPosition | undefined;
}

/** The sessions that a filter lets through, newest first. */
export async function listSessions(
	db: D1Database,
	filter: SessionFilter,
	range: SessionRange,
): Promise<SessionRecord[]> {
	if (isContradiction(filter)) return [];
	const { sql, values } = listStatement(filter, range);
	const { results } = await db
		.prepare(sql)
		.bind(...values)
		.all();
	return results.map(sessionFrom);
}

/** One page of a list, with the place where the next one begins, when there is more. */
export async function pageOfSessions(
	db: D1Database,
	filter: SessionFilter,
	{ limit, after }: Pick<SessionRange, "limit" | "after">,
): Promise<{ readonly sessions: readonly SessionRecord[]; readonly next?: SessionPosition }> {
	const found = await listSessions(db, filter, { limit: limit + 1, after });
	const sessions = found.slice(0, limit);
	const last = sessions.at(-1);
	return found.length > limit && last !== undefined ? { sessions, next: last } : { sessions };
}

/**
 * The statement that a list is. It names its index: SQLite knows nothing of how the rows are spread, and would look
 * for one account's closing session among all that the account ever had. What the index does not decide is looked up
 * row by row. That is a few rows more than are shown, but for these, which read as many rows as it takes:
 * - a name with a reason, or with a status of sessions that have ended: all sessions of that name;
 * - `closed`: past the failed ones, however many failed in a row;
 * - positions within one millisecond: all that started in it.
 */
export function listStatement(
	filter: SessionFilter,
	{ limit, offset = 0, after }: SessionRange,
): { readonly sql: string; readonly values: readonly (string | number)[] } {
	const { account, status, name, closeReason, from, to } = filter;
	const terms: [condition: string, ...values: (string | number)[]][] = [[STATUS_CONDITION[status]]];
	if (account !== undefined) terms.push(["account_id = ?", account]);
	if (name !== undefined) terms.push(["name = ?", name]);
	if (closeReason !== undefined) terms.push(["close_reason = ?", closeReason]);
	if (from !== undefined) terms.push(["start_time >= ?", from]);
	// One upper bound, for SQLite starts at one only.
	const latest = Math.min(after?.startTime ?? Number.MAX_SAFE_INTEGER, (to ?? Number.MAX_SAFE_INTEGER) - 1);
	if (after !== undefined || to !== undefined) terms.push(["start_time <= ?", latest]);
	if (after !== undefined) terms.push(["(start_time < ? OR id > ?)", after.startTime, after.id]);
	return {
		sql: `SELECT ${SELECTED_SESSION} FROM sessions INDEXED BY ${indexFor(filter)}
			WHERE ${terms.map(([condition]) => condition).join(" AND ")}
			ORDER BY start_time DESC, id LIMIT ? OFFSET ?`,
		values: [...terms.flatMap(([, ...values]) => values), limit, offset],
	};
}

/** SQLite takes a partial index for a query that has its condition word for word, or an `=` that implies it. */
const STATUS_CONDITION: Record<ListedStatus, string> = {
	all: "true",
	active: "end_time IS NULL",
	waiting: "end_time IS NULL AND state = 'waiting'",
	creating: "end_time IS NULL AND state = 'creating'",
	running: "end_time IS NULL AND state = 'running'",
	ended: "end_time IS NOT NULL",
	closing: "state = 'closing'",
	closed: "state = 'closed'",
	// The state and the reason imply each other; the reason has an index.
	failed: "close_reason = 'ProvisioningFailed' AND state = 'failed'",
};

const isOfActive = (status: ListedStatus): boolean =>
	status === "active" || (status !== "all" && status !== "ended" && isActive(status));

/** The index with the fewest rows to look through, by what is rarest. */
function indexFor({ account, status, name, closeReason }: SessionFilter): string {
	const isOfAccount = account !== undefined;
	if (status === "closing") return "closing_sessions";
	if (isOfActive(status)) return isOfAccount ? "active_sessions_by_account" : "active_sessions";
	if (name !== undefined) return isOfAccount ? "sessions_by_account_and_name" : "sessions_by_name";
	if (closeReason !== undefined || status === "failed")
		return isOfAccount ? "sessions_by_account_and_reason" : "sessions_by_reason";
	return isOfAccount ? "sessions_by_account" : "sessions_by_time";
}

/** Whether no session can be let through: it would take reading all that have the reason to find none. */
function isContradiction({ status, closeReason }: SessionFilter): boolean {
	if (closeReason === undefined) return false;
	const hasFailed = closeReason === "ProvisioningFailed";
	return (
		isOfActive(status) ||
		(status === "failed" && !hasFailed) ||
		((status === "closing" || status === "closed") && hasFailed)
	);
}

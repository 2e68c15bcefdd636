import type { SessionRecord } from "../domain/session.ts";
import { listStatement } from "./session-list.ts";
import { SELECTED_SESSION, sessionFrom } from "./sessions.ts";

/** The ids of an account's sessions that somebody may be connected to. */
export async function activeSessionIds(db: D1Database, account: string): Promise<string[]> {
	const { results } = await db
		.prepare(
			"SELECT id FROM sessions INDEXED BY active_sessions_by_account WHERE account_id = ? AND end_time IS NULL",
		)
		.bind(account)
		.all<{ id: string }>();
	return results.map(({ id }) => id);
}

export interface AccountSessionsQuery {
	readonly account: string;
	/** Whether those are wanted too that have ended; one that is closing has not. */
	readonly includesEnded: boolean;
	readonly limit: number;
	/** Sessions to pass over; each costs a row read. */
	readonly offset: number;
}

const UNENDED = `
	FROM sessions INDEXED BY active_sessions_by_account WHERE account_id = ?1 AND end_time IS NULL`;
const CLOSING = `
	FROM sessions INDEXED BY closing_sessions WHERE account_id = ?1 AND state = 'closing'`;

/** A stretch of an account's sessions, newest first, and how many there are; as they were at one moment. */
export async function listAccountSessions(
	db: D1Database,
	{ account, includesEnded, limit, offset }: AccountSessionsQuery,
): Promise<{ readonly sessions: readonly SessionRecord[]; readonly total: number }> {
	const all = listStatement({ account, status: "all" }, { limit, offset });
	const [rows, counted] = includesEnded
		? await db.batch([
				db.prepare(all.sql).bind(...all.values),
				db.prepare("SELECT sessions AS total FROM account_totals WHERE account_id = ?").bind(account),
			])
		: await db.batch([
				db
					.prepare(
						`SELECT ${SELECTED_SESSION} ${UNENDED} UNION ALL SELECT ${SELECTED_SESSION} ${CLOSING}
						ORDER BY startTime DESC, id LIMIT ?2 OFFSET ?3`,
					)
					.bind(account, limit, offset),
				db
					.prepare(`SELECT (SELECT count(*) ${UNENDED}) + (SELECT count(*) ${CLOSING}) AS total`)
					.bind(account),
			]);
	const sessions = (rows?.results ?? []) as Record<string, unknown>[];
	const [count] = (counted?.results ?? []) as { readonly total: number }[];
	return { sessions: sessions.map(sessionFrom), total: count?.total ?? 0 };
}

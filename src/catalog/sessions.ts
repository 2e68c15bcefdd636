import { isCloseReason } from "../domain/close-reason.ts";
import type { SessionRecord, SessionState } from "../domain/session.ts";

/** Which sessions of an account a list is about. */
export type SessionStatus = "active" | "closed" | "all";

interface SessionRow {
	id: string;
	account_id: string;
	state: SessionState;
	revision: number;
	keep_alive_ms: number;
	start_time: number;
	last_updated: number;
	browser_id: string | null;
	end_time: number | null;
	close_reason: string | null;
	close_reason_text: string | null;
	connection_id: string | null;
	connection_start_time: number | null;
	connection_end_time: number | null;
}

const UPSERT = `
	INSERT INTO sessions (
		id, account_id, state, revision, keep_alive_ms, start_time, last_updated, browser_id, end_time,
		close_reason, close_reason_text, connection_id, connection_start_time, connection_end_time
	) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET
		state = excluded.state, revision = excluded.revision, last_updated = excluded.last_updated,
		browser_id = excluded.browser_id, end_time = excluded.end_time, close_reason = excluded.close_reason,
		close_reason_text = excluded.close_reason_text, connection_id = excluded.connection_id,
		connection_start_time = excluded.connection_start_time, connection_end_time = excluded.connection_end_time
	WHERE excluded.revision > sessions.revision`;

/** Writes a session's row, unless the catalog has a later revision already. Throws when D1 refuses. */
export async function saveSession(db: D1Database, session: SessionRecord): Promise<void> {
	const values = [
		session.id,
		session.account,
		session.state,
		session.revision,
		session.keepAliveMs,
		session.startTime,
		session.lastUpdated,
		session.browserId,
		session.endTime,
		session.closeReason,
		session.closeReasonText,
		session.connectionId,
		session.connectionStartTime,
		session.connectionEndTime,
	];
	await db
		.prepare(UPSERT)
		.bind(...values.map((value) => value ?? null))
		.run();
}

/** The account that a session belongs to; `undefined` when there is no such session. */
export async function accountOfSession(db: D1Database, id: string): Promise<string | undefined> {
	const row = await db
		.prepare("SELECT account_id FROM sessions WHERE id = ?")
		.bind(id)
		.first<{ account_id: string }>();
	return row?.account_id;
}

const CONDITION: Record<SessionStatus, string> = {
	active: "AND end_time IS NULL",
	closed: "AND end_time IS NOT NULL",
	all: "",
};

/** An account's sessions, newest first. */
export async function listSessions(
	db: D1Database,
	account: string,
	{ status, limit, offset }: { status: SessionStatus; limit: number; offset: number },
): Promise<SessionRecord[]> {
	const { results } = await db
		.prepare(
			`SELECT * FROM sessions WHERE account_id = ? ${CONDITION[status]}
			ORDER BY start_time DESC, id LIMIT ? OFFSET ?`,
		)
		.bind(account, limit, offset)
		.all<SessionRow>();
	return results.map(fromRow);
}

const fromRow = (row: SessionRow): SessionRecord => ({
	id: row.id,
	account: row.account_id,
	state: row.state,
	revision: row.revision,
	keepAliveMs: row.keep_alive_ms,
	startTime: row.start_time,
	lastUpdated: row.last_updated,
	...(row.browser_id !== null && { browserId: row.browser_id }),
	...(row.end_time !== null && { endTime: row.end_time }),
	...(row.close_reason !== null && isCloseReason(row.close_reason) && { closeReason: row.close_reason }),
	...(row.close_reason_text !== null && { closeReasonText: row.close_reason_text }),
	...(row.connection_id !== null && { connectionId: row.connection_id }),
	...(row.connection_start_time !== null && { connectionStartTime: row.connection_start_time }),
	...(row.connection_end_time !== null && { connectionEndTime: row.connection_end_time }),
});

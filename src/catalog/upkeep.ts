import type { SessionRecord } from "../domain/session.ts";

/** What is asked about a session to find out whether its row can be true. */
export type DoubtfulRow = Pick<
	SessionRecord,
	"id" | "account" | "state" | "revision" | "lastUpdated" | "waitUntil"
> & {
	readonly browserId: string | null;
};

const ROW = `id, account_id AS account, state, revision, last_updated AS lastUpdated, wait_until AS waitUntil,
	browser_id AS browserId`;

/** The rows that don't say that their session is over, those without news for longest first. */
export async function unfinishedRows(db: D1Database, limit: number): Promise<DoubtfulRow[]> {
	const { results } = await db
		.prepare(
			`SELECT ${ROW} FROM sessions WHERE end_time IS NULL
			UNION ALL SELECT ${ROW} FROM sessions WHERE state = 'closing'
			ORDER BY lastUpdated LIMIT ?`,
		)
		.bind(limit)
		.all<DoubtfulRow>();
	return results;
}

/** Says in a row that its session is over, because there is no object that could. */
export async function closeLostRow(db: D1Database, row: DoubtfulRow, now: number): Promise<void> {
	await db
		.prepare(
			`UPDATE sessions SET state = 'closed', end_time = coalesce(end_time, ?1), last_updated = ?1,
				revision = revision + 1, connection_id = NULL,
				close_reason = coalesce(close_reason, 'ConnectionError'),
				close_reason_text = coalesce(close_reason_text, 'The service lost track of it.')
			WHERE id = ?2 AND revision = ?3`,
		)
		.bind(now, row.id, row.revision)
		.run();
}

/** Of these browsers, those that belonged to sessions which were over before `before`. */
export async function browsersOfEndedSessions(
	db: D1Database,
	browserIds: readonly string[],
	before: number,
): Promise<string[]> {
	const { results } = await db
		.prepare(
			`SELECT browser_id AS id FROM sessions
			WHERE browser_id IS NOT NULL AND browser_id IN (SELECT value FROM json_each(?))
				AND state IN ('closed', 'failed') AND last_updated < ?`,
		)
		.bind(JSON.stringify(browserIds), before)
		.all<{ id: string }>();
	return results.map(({ id }) => id);
}

/** Sessions of whose reservations nobody has taken care: expired ones, and those of sessions that are over. */
export async function neglectedReservations(
	db: D1Database,
	before: number,
): Promise<{ readonly id: string; readonly account: string }[]> {
	const { results } = await db
		.prepare(
			`SELECT session_id AS id, reservations.account_id AS account
			FROM reservations LEFT JOIN sessions ON sessions.id = session_id
			WHERE reservations.expires_at < ?1
				OR (sessions.state IN ('closed', 'failed') AND sessions.last_updated < ?1)`,
		)
		.bind(before)
		.all<{ id: string; account: string }>();
	return results;
}

/** Sessions that ended before `before`, the longest ended first. */
export async function rowsEndedBefore(
	db: D1Database,
	before: number,
	limit: number,
): Promise<{ readonly id: string; readonly account: string }[]> {
	const { results } = await db
		.prepare(
			`SELECT id, account_id AS account FROM sessions
			WHERE end_time IS NOT NULL AND end_time < ? ORDER BY end_time LIMIT ?`,
		)
		.bind(before, limit)
		.all<{ id: string; account: string }>();
	return results;
}

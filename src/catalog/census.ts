import type { SessionState } from "../domain/session.ts";

/** What there is now, of all accounts together. */
export interface Census {
	/** Sessions that are not closed yet, by state; a state that none is in is absent. */
	readonly sessions: ReadonlyMap<SessionState, number>;
	/** Sessions that have a client. */
	readonly connectedSessions: number;
	/** Places for browsers: asked for, and given. */
	readonly waiting: number;
	readonly granted: number;
	/** Whether the browser service has refused and may not be asked again yet. */
	readonly isUpstreamBlocked: boolean;
}

interface StateRow {
	readonly state: SessionState;
	readonly sessions: number;
	readonly connected: number;
}

/** What each of the reservations is: `sum` of no rows is null. */
interface PlaceRow {
	readonly waiting: number | null;
	readonly granted: number | null;
}

/**
 * Counts what there is at `now`. It reads what is alive, by partial indexes, however many ended sessions are
 * remembered. Throws when D1 refuses.
 */
export async function takeCensus(db: D1Database, now: number): Promise<Census> {
	const [active, closing, places, upstream] = await db.batch([
		db.prepare(
			`SELECT state, count(*) AS sessions, count(connection_id) AS connected
			FROM sessions WHERE end_time IS NULL GROUP BY state`,
		),
		db.prepare(
			`SELECT 'closing' AS state, count(*) AS sessions, 0 AS connected
			FROM sessions WHERE state = 'closing'`,
		),
		db
			.prepare(
				`SELECT sum(granted_at IS NULL) AS waiting, sum(granted_at IS NOT NULL) AS granted
				FROM reservations WHERE expires_at > ?`,
			)
			.bind(now),
		db.prepare("SELECT 1 FROM upstream WHERE blocked_until > ?").bind(now),
	]);
	const states = [...((active?.results ?? []) as StateRow[]), ...((closing?.results ?? []) as StateRow[])];
	const [place] = (places?.results ?? []) as PlaceRow[];
	return {
		sessions: new Map(states.map(({ state, sessions }) => [state, sessions])),
		connectedSessions: states.reduce((sum, { connected }) => sum + connected, 0),
		waiting: place?.waiting ?? 0,
		granted: place?.granted ?? 0,
		isUpstreamBlocked: (upstream?.results ?? []).length > 0,
	};
}

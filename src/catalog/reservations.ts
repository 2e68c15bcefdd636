import type { Standing } from "../domain/limits.ts";
import type { Problem } from "../domain/problem.ts";
import type { SessionRecord } from "../domain/session.ts";
import { savingSession } from "./sessions.ts";
import {
	dayOf,
	MOST_BLOCK_MS,
	SHOWN_STANDING,
	STANDING,
	standingFrom,
	type StandingRow,
	type Terms,
	termsValues,
	TO_WAKE,
} from "./standing.ts";

/*
 * A reservation is a place for one browser, and the catalog's own truth: one statement decides who gets it, so that no
 * number of objects that ask at once are given more than there is. Each expires, so that none can be lost for good.
 */

export interface Claim {
	readonly session: SessionRecord;
	/** The session's first row, as it is to be in either case; `undefined` when it has one. */
	readonly rows?: { readonly ifGranted: SessionRecord; readonly ifQueued: SessionRecord } | undefined;
	/**
	 * Whether it may wait for its turn; else nothing stays of a claim that is not granted. `for others`: unless its own
	 * account has as many sessions as it may, or has used up its day.
	 */
	readonly mayWait: boolean | "for others";
	/** How long a grant holds unless it is renewed. */
	readonly ttlMs: number;
}

export interface ClaimVerdict {
	readonly isGranted: boolean;
	/** Whether it waits for its turn. */
	readonly isQueued: boolean;
	/** Whether this acquisition finds out if the browser service gives browsers again. */
	readonly isProbe: boolean;
	readonly standing: Standing;
	/** Sessions whose turn may have come. */
	readonly toWake: readonly string[];
}

/** Asks for a place, or again for one that was asked for before: it keeps its position. Throws when D1 refuses. */
export async function claimReservation(db: D1Database, terms: Terms, claim: Claim): Promise<ClaimVerdict> {
	const { session, rows, mayWait, ttlMs } = claim;
	const { id, account, keepAliveMs, waitUntil } = session;
	const given = termsValues(terms);
	const where = (granted: string) => ({
		sql: `EXISTS (SELECT 1 FROM reservations WHERE session_id = ? AND granted_at IS ${granted})`,
		values: [id],
	});
	const forget = forgetting(db, mayWait, given, id);
	const save =
		rows === undefined
			? []
			: [
					savingSession(db, rows.ifGranted, where("NOT NULL")),
					savingSession(db, rows.ifQueued, where("NULL")),
				];
	const results = await db.batch([
		knownAccount(db, account),
		soundBucket(db, terms),
		// Who asks for too long a keep-alive gets no place at all. One that doesn't wait must not expire before it is decided.
		db
			.prepare(
				`${STANDING} INSERT INTO reservations (session_id, account_id, expires_at)
				SELECT ?, ?, max(?, now + 1) FROM standing, given WHERE account = asked AND maxKeepAliveMs >= ?
				ON CONFLICT (session_id) DO NOTHING`,
			)
			.bind(...given, id, account, waitUntil, keepAliveMs),
		db
			.prepare(
				`${STANDING} UPDATE reservations SET granted_at = given.now, expires_at = given.now + ?,
					interval_ms = 1000.0 / standing.acquisitionsPerSecond, is_probe = free.is_half_open
				FROM given, free, turns, standing
				WHERE session_id = ? AND granted_at IS NULL AND expires_at > given.now
					AND turns.position = reservations.position AND turn <= places AND standing.account = account_id`,
			)
			.bind(...given, ttlMs, id),
		...forget,
		...save,
		db.prepare("SELECT granted_at, is_probe FROM reservations WHERE session_id = ?").bind(id),
		db.prepare(`${SHOWN_STANDING} WHERE account = ?`).bind(...given, account),
		db.prepare(TO_WAKE).bind(...given),
	]);
	const [mine, standing, toWake] = results.slice(-3);
	const [reservation] = (mine?.results ?? []) as { granted_at: number | null; is_probe: number }[];
	const [row] = (standing?.results ?? []) as StandingRow[];
	if (row === undefined) throw new Error(`no account ${account}`);
	return {
		isGranted: typeof reservation?.granted_at === "number",
		isQueued: reservation?.granted_at === null,
		isProbe: reservation?.is_probe === 1,
		standing: standingFrom(row),
		toWake: idsIn(toWake).filter((each) => each !== id),
	};
}

/** The statement that lets nothing stay of a claim which is not to wait. */
function forgetting(
	db: D1Database,
	mayWait: Claim["mayWait"],
	given: readonly unknown[],
	id: string,
): readonly D1PreparedStatement[] {
	const forget = "DELETE FROM reservations WHERE session_id = ? AND granted_at IS NULL";
	switch (mayWait) {
		case true:
			return [];
		case false:
			return [db.prepare(forget).bind(id)];
		case "for others":
			return [
				db
					.prepare(
						`${STANDING} ${forget} AND EXISTS (SELECT 1 FROM standing, given WHERE account = asked
							AND (active >= maxConcurrentSessions OR browserTimeMs >= browserTimePerDayMs))`,
					)
					.bind(...given, id),
			];
	}
}

/** Keeps a granted place for another `ttlMs`, and takes it back when it had expired. Throws when D1 refuses. */
export async function renewReservation(
	db: D1Database,
	terms: Terms,
	session: SessionRecord,
	ttlMs: number,
): Promise<Standing> {
	const [, , , standing] = await db.batch([
		knownAccount(db, session.account),
		db
			.prepare(
				`INSERT INTO reservations (session_id, account_id, granted_at, expires_at) VALUES (?, ?, ?, ?)
				ON CONFLICT (session_id) DO UPDATE SET expires_at = excluded.expires_at`,
			)
			.bind(session.id, session.account, session.startTime, terms.now + ttlMs),
		savingSession(db, session),
		db.prepare(`${SHOWN_STANDING} WHERE account = ?`).bind(...termsValues(terms), session.account),
	]);
	const [row] = (standing?.results ?? []) as StandingRow[];
	if (row === undefined) throw new Error(`no account ${session.account}`);
	return standingFrom(row);
}

/**
 * Gives a place back, or leaves the queue, and charges the account for the browser time. Gives the sessions whose turn
 * may have come. Doing it again changes nothing. Throws when D1 refuses.
 */
export async function releaseReservation(
	db: D1Database,
	terms: Terms,
	sessionId: string,
): Promise<readonly string[]> {
	const day = dayOf(terms.now);
	const results = await db.batch([
		db
			.prepare(
				`UPDATE accounts SET browser_day = ?1,
					browser_time_ms = iif(browser_day = ?1, browser_time_ms, 0)
						+ max(0, ?2 - max(reservations.granted_at, ?1))
				FROM reservations
				WHERE accounts.id = reservations.account_id AND session_id = ?3 AND granted_at IS NOT NULL`,
			)
			.bind(day, terms.now, sessionId),
		db.prepare("DELETE FROM reservations WHERE session_id = ?").bind(sessionId),
		db.prepare(TO_WAKE).bind(...termsValues(terms)),
	]);
	return idsIn(results.at(-1));
}

/** The browser service gave no browser: nobody asks it before `until`, and then one at a time. */
export async function noteUpstreamRefusal(db: D1Database, problem: Problem, until: number): Promise<void> {
	await db
		.prepare(
			`UPDATE upstream SET blocked_until = iif(blocked_until > ?1 + ${MOST_BLOCK_MS}, ?1, max(blocked_until, ?1)),
				is_half_open = 1, problem_code = ?2, problem_message = ?3`,
		)
		.bind(until, problem.code, problem.message)
		.run();
}

/** Puts a session back into the queue, where it was, because the browser service refused its browser. */
export async function requeueReservation(db: D1Database, session: SessionRecord): Promise<void> {
	await db.batch([
		db
			.prepare("UPDATE reservations SET granted_at = NULL, is_probe = 0, expires_at = ? WHERE session_id = ?")
			.bind(session.waitUntil, session.id),
		savingSession(db, session),
	]);
}

/** The browser service gives browsers again. Gives the sessions whose turn may have come. */
export async function noteUpstreamRecovery(
	db: D1Database,
	terms: Terms,
	sessionId: string,
): Promise<readonly string[]> {
	const results = await db.batch([
		db.prepare("UPDATE upstream SET is_half_open = 0, problem_code = NULL, problem_message = NULL"),
		db.prepare("UPDATE reservations SET is_probe = 0 WHERE session_id = ?").bind(sessionId),
		db.prepare(TO_WAKE).bind(...termsValues(terms)),
	]);
	return idsIn(results.at(-1));
}

/** The sessions whose turn may have come, for whoever has changed a limit. */
export async function sessionsToWake(db: D1Database, terms: Terms): Promise<readonly string[]> {
	return idsIn(
		await db
			.prepare(TO_WAKE)
			.bind(...termsValues(terms))
			.all(),
	);
}

const knownAccount = (db: D1Database, account: string): D1PreparedStatement =>
	db.prepare("INSERT INTO accounts (id) VALUES (?) ON CONFLICT DO NOTHING").bind(account);

/**
 * A bucket can't be emptier than empty: one that is to be full again later than that was charged before the clock was set
 * back, or under other limits. It counts as empty now, so that it fills up as ever.
 */
const soundBucket = (db: D1Database, { now, account, limits }: Terms): D1PreparedStatement =>
	db
		.prepare(
			`WITH empty AS (
				SELECT ?2 + coalesce(acquisition_burst, ?3) * 1000.0 / coalesce(acquisitions_per_second, ?4) AS full_at
				FROM accounts WHERE id = ?1
			)
			UPDATE accounts SET bucket_full_at = empty.full_at FROM empty
			WHERE id = ?1 AND bucket_full_at > empty.full_at`,
		)
		.bind(account, now, limits.acquisitionBurst, limits.acquisitionsPerSecond);

const idsIn = (result: D1Result | undefined): string[] =>
	((result?.results ?? []) as { id: string }[]).map(({ id }) => id);

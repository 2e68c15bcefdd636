import { type Limits, MOST_RETRY_S, type Standing } from "../domain/limits.ts";
import type { Problem, ProblemCode } from "../domain/problem.ts";

/** What the deployment sets, and the time: everything that the catalog itself does not know. */
export interface Terms {
	/** Epoch milliseconds. */
	readonly now: number;
	/** The account that it is about; figures are of this one and of those that have reservations. */
	readonly account: string;
	/** For accounts that have no limits of their own. */
	readonly limits: Limits;
	readonly maxConcurrentBrowsers: number;
}

const DAY_MS = 86_400_000;

/** No refusal of the browser service holds for longer: a later time is from before the clock was set back. */
export const MOST_BLOCK_MS = 2 * MOST_RETRY_S * 1_000;

/** The begin of the UTC day, as the limit on browser time counts days. */
export const dayOf = (time: number): number => time - (time % DAY_MS);

/** The parameters that stand first in every statement which begins with {@link STANDING}. */
export const termsValues = ({ now, account, limits, maxConcurrentBrowsers }: Terms): readonly unknown[] => [
	now,
	account,
	dayOf(now),
	maxConcurrentBrowsers,
	limits.maxConcurrentSessions,
	limits.acquisitionsPerSecond,
	limits.acquisitionBurst,
	limits.browserTimePerDayMs,
	limits.maxSessionMs,
	limits.maxKeepAliveMs,
];

/**
 * The figures of accounts (`standing`), the places that are free for all together (`free`), and whose turn it is
 * (`turns`): the first that waits in each account which is below its limits, the account served longest ago coming first.
 */
export const STANDING = `
	WITH given (
		now, asked, day, max_browsers, max_concurrent_sessions, acquisitions_per_second, acquisition_burst,
		browser_time_per_day_ms, max_session_ms, max_keep_alive_ms
	) AS (VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)),
	known AS (
		SELECT * FROM accounts
		WHERE id IN (SELECT asked FROM given UNION ALL SELECT account_id FROM reservations)
		UNION ALL
		SELECT asked, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0 FROM given
		WHERE asked <> '' AND NOT EXISTS (SELECT 1 FROM accounts WHERE id = asked)
	),
	limits AS (
		SELECT accounts.*,
			coalesce(accounts.max_concurrent_sessions, given.max_concurrent_sessions) AS maxConcurrentSessions,
			coalesce(accounts.acquisitions_per_second, given.acquisitions_per_second) AS acquisitionsPerSecond,
			coalesce(accounts.acquisition_burst, given.acquisition_burst) AS acquisitionBurst,
			coalesce(accounts.browser_time_per_day_ms, given.browser_time_per_day_ms) AS browserTimePerDayMs,
			coalesce(accounts.max_session_ms, given.max_session_ms) AS maxSessionMs,
			coalesce(accounts.max_keep_alive_ms, given.max_keep_alive_ms) AS maxKeepAliveMs
		FROM known AS accounts, given
	),
	granted AS (
		SELECT account_id, count(*) AS active, sum(max(0, now - max(granted_at, day))) AS running_ms
		FROM reservations, given WHERE granted_at IS NOT NULL AND expires_at > now GROUP BY account_id
	),
	heads AS (
		SELECT account_id, count(*) AS waiting, min(position) AS position
		FROM reservations, given WHERE granted_at IS NULL AND expires_at > now GROUP BY account_id
	),
	standing AS (
		SELECT limits.id AS account, maxConcurrentSessions, acquisitionsPerSecond, acquisitionBurst,
			browserTimePerDayMs, maxSessionMs, maxKeepAliveMs, last_granted_at,
			coalesce(granted.active, 0) AS active,
			coalesce(heads.waiting, 0) AS waiting, heads.position AS head,
			iif(browser_day = day, limits.browser_time_ms, 0) + coalesce(running_ms, 0) AS browserTimeMs,
			max(0, bucket_full_at - (acquisitionBurst - 1) * 1000.0 / acquisitionsPerSecond - now)
				AS untilNextAcquisitionMs
		FROM given, limits
		LEFT JOIN granted ON granted.account_id = limits.id LEFT JOIN heads ON heads.account_id = limits.id
	),
	free AS (
		SELECT coalesce(sum(active), 0) AS totalActive, max_browsers AS maxConcurrentBrowsers,
			iif(blocked_until - now > ${MOST_BLOCK_MS}, 0, max(0, blocked_until - now)) AS upstreamBlockedMs, is_half_open, problem_code, problem_message,
			CASE
				WHEN blocked_until > now AND blocked_until - now <= ${MOST_BLOCK_MS} THEN 0
				WHEN is_half_open THEN NOT EXISTS (SELECT 1 FROM reservations WHERE is_probe AND expires_at > now)
				ELSE max_browsers - coalesce(sum(active), 0)
			END AS places
		FROM given, upstream LEFT JOIN granted ON true
	),
	turns AS (
		SELECT head AS position, row_number() OVER (ORDER BY last_granted_at, head) AS turn FROM standing
		WHERE head IS NOT NULL AND active < maxConcurrentSessions AND untilNextAcquisitionMs <= 0
			AND browserTimeMs < browserTimePerDayMs
	)`;

/** Whose object is to be woken: the one whose turn it is, and the first of an account, which has to reckon anew. */
export const TO_WAKE = `${STANDING}
	SELECT session_id AS id FROM reservations WHERE position IN (
		SELECT position FROM turns, free WHERE turn = 1 AND places > 0
		UNION SELECT head FROM standing, given WHERE account = asked
	)`;

export const SHOWN_STANDING = `${STANDING} SELECT standing.*, free.* FROM standing, free`;

/** A row of {@link SHOWN_STANDING}. */
export interface StandingRow extends Limits {
	readonly account: string;
	readonly active: number;
	readonly waiting: number;
	readonly browserTimeMs: number;
	readonly untilNextAcquisitionMs: number;
	readonly totalActive: number;
	readonly maxConcurrentBrowsers: number;
	readonly upstreamBlockedMs: number;
	readonly problem_code: string | null;
	readonly problem_message: string | null;
}

export function standingFrom(row: StandingRow): Standing & { readonly account: string } {
	const upstreamProblem: Pick<Problem, "code" | "message"> | undefined =
		row.problem_code === null || row.problem_message === null
			? undefined
			: // Only refusals of the browser service are written there.
				{ code: row.problem_code as ProblemCode, message: row.problem_message };
	return {
		account: row.account,
		maxConcurrentSessions: row.maxConcurrentSessions,
		acquisitionsPerSecond: row.acquisitionsPerSecond,
		acquisitionBurst: row.acquisitionBurst,
		browserTimePerDayMs: row.browserTimePerDayMs,
		maxSessionMs: row.maxSessionMs,
		maxKeepAliveMs: row.maxKeepAliveMs,
		active: row.active,
		waiting: row.waiting,
		browserTimeMs: row.browserTimeMs,
		untilNextAcquisitionMs: Math.ceil(row.untilNextAcquisitionMs),
		totalActive: row.totalActive,
		maxConcurrentBrowsers: row.maxConcurrentBrowsers,
		upstreamBlockedMs: row.upstreamBlockedMs,
		upstreamProblem,
	};
}

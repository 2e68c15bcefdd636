import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { sizeOf } from "../size.ts";

/*
 * A catalog of very many sessions: 200 accounts of which `big` has nearly half; 300 sessions that wait, are created or
 * run, the newest; 10 that are closing; one in 40 that failed, and 2000 in a row; and one in ten called `nightly`.
 */

export const SESSIONS = sizeOf({ small: 50_000, full: 1_000_000 });
export const ACTIVE = 300;
export const CLOSING = 10;
export const FAILED_IN_A_ROW = { first: 0.7 * SESSIONS, last: 0.7 * SESSIONS + 1_999 };
const isOfBig = (number: number): boolean => number % 9 < 4;
const isNightly = (number: number): boolean => number % 10 === 3;
const numbers = Array.from({ length: SESSIONS }, (_, number) => number);
const countOf = (isMeant: (number: number) => boolean): number => numbers.filter(isMeant).length;
/** Sessions called `nightly`: all of them, and those of `big`. */
export const NIGHTLY = {
	all: countOf(isNightly),
	big: countOf((number) => isNightly(number) && isOfBig(number)),
};
/** Sessions of `big`, and those of them that are not over: that wait, are created, run or close. */
export const OF_BIG = {
	all: countOf(isOfBig),
	unended: countOf((number) => isOfBig(number) && number >= SESSIONS - ACTIVE - CLOSING),
};
const FIRST_START = 1_700_000_000_000;
/** Three sessions start at a time. */
export const startOf = (number: number): number => FIRST_START + Math.floor(number / 3) * 1000;
export const idOf = (number: number): string =>
	`${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

const SEED = `
	WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${SESSIONS}),
	facts AS (
		SELECT n,
			iif(n % 9 < 4, 'big', 'account-' || (n % 199)) AS account,
			CASE
				WHEN n >= ${SESSIONS - 100} THEN 'waiting'
				WHEN n >= ${SESSIONS - 120} THEN 'creating'
				WHEN n >= ${SESSIONS - ACTIVE} THEN 'running'
				WHEN n >= ${SESSIONS - ACTIVE - CLOSING} THEN 'closing'
				WHEN n % 40 = 0 OR n BETWEEN ${FAILED_IN_A_ROW.first} AND ${FAILED_IN_A_ROW.last} THEN 'failed'
				ELSE 'closed'
			END AS state
		FROM numbers
	)
	INSERT INTO sessions (
		id, account_id, name, state, revision, keep_alive_ms, start_time, last_updated, browser_id, end_time, close_reason
	)
	SELECT printf('%08x-0000-4000-8000-000000000000', n), account,
		CASE WHEN n % 10 = 3 THEN 'nightly' WHEN n % 10 = 7 THEN 'job-' || n END,
		state, 5, 60000, ${FIRST_START} + n / 3 * 1000, ${FIRST_START} + n / 3 * 1000,
		iif(state IN ('waiting', 'creating', 'failed'), NULL, 'browser-' || n),
		iif(state IN ('waiting', 'creating', 'running'), NULL, ${FIRST_START} + n / 3 * 1000 + 60000),
		CASE
			WHEN state IN ('waiting', 'creating', 'running') THEN NULL
			WHEN state = 'failed' THEN 'ProvisioningFailed'
			WHEN n % 1000 = 1 THEN 'SessionEvicted'
			WHEN n % 100 = 2 THEN 'ChromiumCrashed'
			WHEN n % 3 = 0 THEN 'BrowserIdle'
			ELSE 'NormalClosure'
		END
	FROM facts`;

/** Fills an empty catalog; its indexes are made anew afterwards, which is several times faster. */
export async function seedSessions(db: D1Database): Promise<void> {
	await ensureMigrated(db);
	const { results: indexes } = await db
		.prepare(
			"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'sessions' AND sql <> ''",
		)
		.all<{ name: string; sql: string }>();
	await db.batch(indexes.map(({ name }) => db.prepare(`DROP INDEX ${name}`)));
	await db.prepare(SEED).run();
	await db.batch(indexes.map(({ sql }) => db.prepare(sql)));
}

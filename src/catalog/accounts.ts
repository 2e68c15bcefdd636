import type { Limits, OwnLimits, Standing } from "../domain/limits.ts";
import { SHOWN_STANDING, standingFrom, type StandingRow, type Terms, termsValues } from "./standing.ts";

/** The column that holds each limit of an account's own. */
const COLUMNS = {
	maxConcurrentSessions: "max_concurrent_sessions",
	acquisitionsPerSecond: "acquisitions_per_second",
	acquisitionBurst: "acquisition_burst",
	browserTimePerDayMs: "browser_time_per_day_ms",
	maxSessionMs: "max_session_ms",
	maxKeepAliveMs: "max_keep_alive_ms",
} as const satisfies Record<keyof Limits, string>;

const FIELDS = Object.keys(COLUMNS) as (keyof Limits)[];

/** The limits of an account's own; the deployment's hold for the rest. */
export async function readOwnLimits(db: D1Database, account: string): Promise<OwnLimits> {
	const selected = FIELDS.map((field) => `${COLUMNS[field]} AS ${field}`).join(", ");
	const row = await db.prepare(`SELECT ${selected} FROM accounts WHERE id = ?`).bind(account).first();
	return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== null));
}

/** Gives an account limits of its own in place of those it had. */
export async function writeOwnLimits(db: D1Database, account: string, limits: OwnLimits): Promise<void> {
	const columns = FIELDS.map((field) => COLUMNS[field]);
	await db
		.prepare(
			`INSERT INTO accounts (id, ${columns.join(", ")}) VALUES (?, ${columns.map(() => "?").join(", ")})
			ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}`,
		)
		.bind(account, ...FIELDS.map((field) => limits[field] ?? null))
		.run();
}

/** How the one account stands, or with an empty one, all that have sessions now. */
export async function readStandings(
	db: D1Database,
	terms: Terms,
): Promise<(Standing & { readonly account: string })[]> {
	const { results } = await db
		.prepare(`${SHOWN_STANDING} WHERE ? IN ('', account) ORDER BY account`)
		.bind(...termsValues(terms), terms.account)
		.all<StandingRow>();
	return results.map(standingFrom);
}

import { dayOf } from "./standing.ts";

/** Charges accounts for time in browsers that are no session's of theirs, in milliseconds. Throws when D1 refuses. */
export async function chargeBrowserTime(
	db: D1Database,
	now: number,
	charges: ReadonlyMap<string, number>,
): Promise<void> {
	const day = dayOf(now);
	await db.batch(
		Array.from(charges, ([account, ms]) =>
			db
				.prepare(
					`INSERT INTO accounts (id, browser_day, browser_time_ms) VALUES (?1, ?2, ?3)
					ON CONFLICT (id) DO UPDATE SET browser_day = ?2,
						browser_time_ms = iif(browser_day = ?2, browser_time_ms, 0) + ?3`,
				)
				.bind(account, day, ms),
		),
	);
}

import { dayOf } from "./standing.ts";

/**
 * Takes tokens off what an account may use on this UTC day. One statement decides, so that two questions at once can't
 * use the same. Gives whether there were so many left. Throws when D1 refuses.
 */
export async function takeModelTokens(
	db: D1Database,
	{
		account,
		now,
		tokens,
		perDay,
	}: {
		readonly account: string;
		readonly now: number;
		readonly tokens: number;
		readonly perDay: number;
	},
): Promise<boolean> {
	const taken = await db
		.prepare(
			`INSERT INTO model_tokens (account_id, day, tokens) SELECT ?1, ?2, ?3 WHERE ?3 <= ?4
			ON CONFLICT (account_id) DO UPDATE SET day = ?2, tokens = iif(day = ?2, tokens, 0) + ?3
			WHERE iif(day = ?2, tokens, 0) + ?3 <= ?4
			RETURNING account_id`,
		)
		.bind(account, dayOf(now), tokens, perDay)
		.first();
	return taken !== null;
}

/** Gives back tokens that were taken at a time and not used; or takes more, where the number is negative. */
export async function returnModelTokens(
	db: D1Database,
	account: string,
	takenAt: number,
	tokens: number,
): Promise<void> {
	await db
		.prepare("UPDATE model_tokens SET tokens = max(0, tokens - ?3) WHERE account_id = ?1 AND day = ?2")
		.bind(account, dayOf(takenAt), tokens)
		.run();
}

/** When the next day begins, in whole seconds from now. */
export const untilNextDayS = (now: number): number => Math.ceil((dayOf(now) + 86_400_000 - now) / 1_000);

import { ensureMigrated } from "../catalog/migrate.ts";
import { returnModelTokens, takeModelTokens, untilNextDayS } from "../catalog/model-tokens.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { describeFault, log } from "../lib/log.ts";

/** Tokens that a question may use. */
export interface TakenTokens {
	/** Gives back what it did not use, or takes what it used beyond. Never throws: the next day forgets it. */
	settle(used: number): Promise<void>;
}

/** The tokens that an account may have the operator's models use on one UTC day. */
export class TokenBudget {
	readonly #db: D1Database;
	readonly #account: string;
	readonly #perDay: number;

	constructor(db: D1Database, account: string, perDay: number) {
		this.#db = db;
		this.#account = account;
		this.#perDay = perDay;
	}

	/** Refuses with `token_budget_exceeded`, or `catalog_unavailable`. */
	async take(tokens: number): Promise<Result<TakenTokens>> {
		const now = Date.now();
		const [db, account] = [this.#db, this.#account];
		try {
			await ensureMigrated(db);
			const isTaken = await takeModelTokens(db, { account, now, tokens, perDay: this.#perDay });
			if (!isTaken) return refuse(exceeded(tokens, this.#perDay, untilNextDayS(now)));
		} catch (fault) {
			log("error", "catalog.unavailable", { fault: describeFault(fault) });
			return refuse(problem("catalog_unavailable", "The catalog is unavailable. Please try again.", 1));
		}
		return ok({
			async settle(used) {
				try {
					await returnModelTokens(db, account, now, tokens - used);
				} catch (fault) {
					log("warn", "model.tokens_not_settled", { fault: describeFault(fault) });
				}
			},
		});
	}
}

const exceeded = (tokens: number, perDay: number, retryAfterS: number) =>
	problem(
		"token_budget_exceeded",
		`This question may take ${tokens} tokens, and of the ${perDay} that the account has for models each day (MODEL_TOKENS_PER_DAY) fewer are left. Try again tomorrow (UTC), or ask of a shorter page.`,
		retryAfterS,
	);

import { readStandings } from "../catalog/accounts.ts";
import { chargeBrowserTime } from "../catalog/browser-time.ts";
import type { Config } from "../domain/config.ts";
import { refusalByTime } from "../domain/limits.ts";
import type { Problem } from "../domain/problem.ts";
import { describeFault, log } from "../lib/log.ts";
import { pause } from "../lib/timeout.ts";

/** How long what the catalog says of an account is taken for true. */
const KNOWN_FOR_MS = 10_000;
/** How long time is gathered before it is charged. */
const GATHER_MS = 5_000;

interface Known {
	/** Epoch milliseconds. */
	readonly at: number;
	readonly refusal: Promise<Problem | undefined>;
}

export interface AccountMeterParts {
	readonly db: D1Database;
	readonly config: Pick<Config, "limits" | "maxConcurrentBrowsers">;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/** What accounts use of the browsers that they share, which counts as browser time of theirs. */
export class AccountMeter {
	readonly #parts: AccountMeterParts;
	readonly #known = new Map<string, Known>();
	#charges = new Map<string, number>();

	constructor(parts: AccountMeterParts) {
		this.#parts = parts;
	}

	/** Why an account may use none now: its day is used up. Where the catalog does not answer it may. */
	refusalFor(account: string): Promise<Problem | undefined> {
		const now = Date.now();
		for (const [each, { at }] of this.#known) if (at < now - KNOWN_FOR_MS) this.#known.delete(each);
		const known = this.#known.get(account) ?? { at: now, refusal: this.#ask(account, now) };
		this.#known.set(account, known);
		return known.refusal;
	}

	/** Notes time that an account has used, in milliseconds. */
	charge(account: string, ms: number): void {
		if (ms === 0) return;
		if (this.#charges.size === 0) this.#parts.background(this.#chargeLater());
		this.#charges.set(account, (this.#charges.get(account) ?? 0) + ms);
	}

	async #ask(account: string, now: number): Promise<Problem | undefined> {
		const { db, config } = this.#parts;
		const { limits, maxConcurrentBrowsers } = config;
		try {
			const [standing] = await readStandings(db, { now, account, limits, maxConcurrentBrowsers });
			return standing && refusalByTime(standing);
		} catch (fault) {
			log("warn", "quick.standing_unknown", { fault: describeFault(fault) });
			return undefined;
		}
	}

	async #chargeLater(): Promise<void> {
		await pause(GATHER_MS);
		const charges = this.#charges;
		this.#charges = new Map();
		try {
			await chargeBrowserTime(this.#parts.db, Date.now(), charges);
		} catch (fault) {
			log("warn", "quick.charge_failed", { fault: describeFault(fault) });
			for (const [account, ms] of charges) this.charge(account, ms);
		}
	}
}

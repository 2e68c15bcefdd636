import type { Snapshot } from "../snapshot.ts";
import type { Rule, RuleParts } from "./rule.ts";

/**
 * How long there may be more Chromes than places without a break, because some are dying: wrangler tells that a browser
 * is closed when it begins to close it, gives it five seconds to go by itself and then kills it; and one whose session
 * does not get an answer of it is given up while it still runs.
 */
const DYING_MS = 15_000;

/** There are no more Chromes than places, but for those that are dying. */
export class ChromesAreOwned implements Rule {
	readonly #parts: RuleParts;
	#excessSince: number | undefined;
	#most = 0;

	constructor(parts: RuleParts) {
		this.#parts = parts;
	}

	/** The most that ran at any moment. */
	get most(): number {
		return this.#most;
	}

	observe({ at, chromes, reservations }: Snapshot): void {
		const { settings, journal } = this.#parts;
		this.#most = Math.max(this.#most, chromes.length);
		if (chromes.length <= settings.maxConcurrentBrowsers) {
			this.#excessSince = undefined;
			return;
		}
		this.#excessSince ??= at;
		if (at - this.#excessSince <= DYING_MS) return;
		journal.violation("more Chromes than places", String(this.#excessSince), {
			since: this.#excessSince,
			limit: settings.maxConcurrentBrowsers,
			chromes,
			reservations,
		});
	}
}

/** Beyond these the oldest are forgotten. */
const MOST_NETWORKS = 10_000;
const MOST_DIGESTS = 10_000;
const MINUTE_MS = 60_000;

interface Count {
	readonly since: number;
	readonly wrong: number;
}

/**
 * How many wrong tokens came from each network in the present minute, and which tokens are known to be wrong. In the
 * memory of one isolate: a table that others share would cost each request what it is to save.
 */
export class WrongTokens {
	readonly #mostPerMinute: number;
	readonly #counts = new Map<string, Count>();
	readonly #digests = new Set<string>();

	constructor(mostPerMinute: number) {
		this.#mostPerMinute = mostPerMinute;
	}

	/** Seconds until a network has another try; 0 while it has one. */
	waitS(network: string, now: number): number {
		const { since, wrong } = this.#current(network, now);
		return wrong < this.#mostPerMinute ? 0 : Math.max(1, Math.ceil((since + MINUTE_MS - now) / 1000));
	}

	/** Whether a token was found to be wrong. It stays so: none becomes good again. */
	isKnown(digest: string): boolean {
		return this.#digests.has(digest);
	}

	/** Without a digest where the token is right, but not for who brought it. */
	note(network: string, digest: string | undefined, now: number): void {
		const { since, wrong } = this.#current(network, now);
		// Last in the order in which they are forgotten.
		this.#counts.delete(network);
		this.#counts.set(network, { since, wrong: wrong + 1 });
		if (digest !== undefined) this.#digests.add(digest);
		forgetOldest(this.#counts, MOST_NETWORKS);
		forgetOldest(this.#digests, MOST_DIGESTS);
	}

	#current(network: string, now: number): Count {
		const count = this.#counts.get(network);
		// A clock that was set back must not make a minute longer.
		const isCurrent = count !== undefined && now >= count.since && now < count.since + MINUTE_MS;
		return isCurrent ? count : { since: now, wrong: 0 };
	}
}

function forgetOldest(table: Map<string, unknown> | Set<string>, most: number): void {
	const [oldest] = table.keys();
	if (table.size > most && oldest !== undefined) table.delete(oldest);
}

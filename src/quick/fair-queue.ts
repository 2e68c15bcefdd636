/** Those who wait, by account: each account has its turn, whatever the others have waiting. */
export class FairQueue<T> {
	/** The account whose turn comes next is first. */
	readonly #lines = new Map<string, T[]>();

	add(account: string, waiter: T): void {
		const line = this.#lines.get(account);
		if (line === undefined) this.#lines.set(account, [waiter]);
		else line.push(waiter);
	}

	/** Whether it still waited. */
	remove(account: string, waiter: T): boolean {
		const line = this.#lines.get(account) ?? [];
		const at = line.indexOf(waiter);
		if (at < 0) return false;
		line.splice(at, 1);
		if (line.length === 0) this.#lines.delete(account);
		return true;
	}

	has(account: string, waiter: T): boolean {
		return this.#lines.get(account)?.includes(waiter) === true;
	}

	countOf(account: string): number {
		return this.#lines.get(account)?.length ?? 0;
	}

	/** How many wait, by what `keyOf` says of each. */
	counts(keyOf: (waiter: T) => string): ReadonlyMap<string, number> {
		const counts = new Map<string, number>();
		for (const line of this.#lines.values())
			for (const waiter of line) counts.set(keyOf(waiter), (counts.get(keyOf(waiter)) ?? 0) + 1);
		return counts;
	}

	/** Offers each a place, one of each account in turn; those that `take` says yes to wait no longer. */
	takeEach(take: (waiter: T) => boolean): void {
		for (let hasTaken = true; hasTaken;) {
			hasTaken = false;
			for (const [account, line] of [...this.#lines]) {
				const taken = line.find((waiter) => take(waiter));
				if (taken === undefined) continue;
				hasTaken = true;
				this.remove(account, taken);
				// Its next turn comes after everybody else's.
				if (this.#lines.delete(account)) this.#lines.set(account, line);
			}
		}
	}
}

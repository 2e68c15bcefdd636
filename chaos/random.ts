/** A small seeded generator, mulberry32: the same seed and name give the same numbers on every machine. */
export class Random {
	#state: number;

	constructor(seed: number, name: string) {
		// FNV-1a, so that each user of the seed has a sequence of its own.
		let hash = 0x811c9dc5 ^ seed;
		for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
		this.#state = hash;
	}

	/** From 0 to below 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number, both ends included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** One of several, each as often as its weight says. */
	weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
		// The keys of a record are its own.
		const entries = Object.entries(weights) as [T, number][];
		let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [item, weight] of entries) {
			left -= weight;
			if (left < 0) return item;
		}
		throw new Error("nothing to pick from");
	}

	shuffled<T>(items: readonly T[]): T[] {
		return items
			.map((item) => ({ item, rank: this.next() }))
			.toSorted((a, b) => a.rank - b.rank)
			.map(({ item }) => item);
	}
}

/** The latest entries of a stream, so many at most. */
export class Ring<T> {
	readonly #most: number;
	#entries: T[] = [];

	constructor(most: number) {
		this.#most = most;
	}

	add(entry: T): void {
		this.#entries.push(entry);
		// Cut in large pieces, so that adding stays cheap.
		if (this.#entries.length >= this.#most * 2) this.#entries = this.latest(this.#most);
	}

	latest(count: number): T[] {
		return this.#entries.slice(-Math.min(count, this.#most));
	}

	clear(): void {
		this.#entries = [];
	}
}

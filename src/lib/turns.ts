/** Lets one work run at a time, in the order in which they came. */
export class Turns {
	#last: Promise<unknown> = Promise.resolve();
	#count = 0;

	/** Works that run or wait. */
	get count(): number {
		return this.#count;
	}

	/** Runs `work` when those before it have ended, well or not. */
	async take<T>(work: () => Promise<T>): Promise<T> {
		this.#count += 1;
		const running = this.#last.then(work);
		this.#last = running.catch(() => undefined);
		try {
			return await running;
		} finally {
			this.#count -= 1;
		}
	}
}

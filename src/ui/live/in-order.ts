/** Lets things happen one after another, at once unless one before has to wait for something. */
export class InOrder {
	readonly #waiting: (() => void | Promise<void>)[] = [];
	#isHeld = false;

	do(work: () => void | Promise<void>): void {
		this.#waiting.push(work);
		if (!this.#isHeld) void this.#goOn();
	}

	async #goOn(): Promise<void> {
		this.#isHeld = true;
		for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) {
			const done = work();
			if (done instanceof Promise) await done.catch(() => undefined);
		}
		this.#isHeld = false;
	}
}

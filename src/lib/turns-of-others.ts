/** Work that may be done before others in the isolate get a turn: about 50 ms of steps that take some 2 ns each. */
const STEPS_A_SLICE = 20_000_000;

/** Lets everybody else in the isolate do what waits. */
export const turnOfOthers = (): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve);
	});

/** Counts what a long work costs, since a Worker's clock stands still while it works, and gives others their turns. */
export class FairShare {
	#steps = 0;

	/** Call it after each part of the work. */
	async took(steps: number): Promise<void> {
		this.#steps += steps;
		if (this.#steps < STEPS_A_SLICE) return;
		this.#steps = 0;
		await turnOfOthers();
	}
}

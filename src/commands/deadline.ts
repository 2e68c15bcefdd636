import { Refused } from "./refused.ts";

export const DEFAULT_TIMEOUT_MS = 30_000;
export const MAX_TIMEOUT_MS = 120_000;

/** How long a command may take, and whether anybody still waits for it. */
export class Deadline {
	readonly timeoutMs: number;
	readonly #end: number;
	#isAbandoned = false;

	constructor(timeoutMs: number) {
		this.timeoutMs = timeoutMs;
		this.#end = Date.now() + timeoutMs;
	}

	/** At least 1: a timeout of 0 means none to puppeteer. */
	get leftMs(): number {
		return Math.max(1, this.#end - Date.now());
	}

	get isOver(): boolean {
		return this.#isAbandoned || Date.now() >= this.#end;
	}

	/** The command was answered already: what is left of its work must not touch the page any more. */
	abandon(): void {
		this.#isAbandoned = true;
	}

	/** To be called before each step of a command that takes several: throws when nobody waits for it any more. */
	check(): void {
		if (this.#isAbandoned)
			throw new Refused("command_timed_out", `It took longer than ${this.timeoutMs} ms.`);
	}

	/** Waits for so long, or until the deadline if that is sooner. */
	async pause(ms: number): Promise<void> {
		await new Promise((resolve) => setTimeout(resolve, Math.min(ms, this.leftMs)));
	}
}

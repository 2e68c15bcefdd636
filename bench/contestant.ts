import type { Backend } from "./backend.ts";
import type { Prepared, Scenario } from "./scenario.ts";

/** How often something is tried before a backend is out of a scenario. */
const MOST_TRIES = 3;

/**
 * One backend in one scenario. What fails or is stuck is tried again with a fresh browser, as on a busy machine a launch
 * may take too long; a backend that fails again and again is out, and the others go on.
 */
export class Contestant {
	readonly name: string;
	readonly samples: (readonly number[])[] = [];
	readonly #scenario: Scenario;
	readonly #backend: Backend;
	readonly #patienceMs: number;
	readonly #onFailure: (message: string) => void;
	#prepared: Prepared | undefined;
	#failure: string | undefined;

	/** Each step may take `patienceMs`: what is stuck is to end. `onFailure` hears of each failed try. */
	constructor(
		scenario: Scenario,
		backend: Backend,
		patienceMs: number,
		onFailure: (message: string) => void,
	) {
		this.name = backend.name;
		this.#scenario = scenario;
		this.#backend = backend;
		this.#patienceMs = patienceMs;
		this.#onFailure = onFailure;
	}

	/** Why it is out; `undefined` while it is not. */
	get failure(): string | undefined {
		return this.#failure;
	}

	prepare(): Promise<void> {
		return this.#try(async () => void (await this.#ready()));
	}

	sample(): Promise<void> {
		return this.#try(async () => {
			const prepared = await this.#ready();
			this.samples.push(await this.#inTime(prepared.sample()));
		});
	}

	/** Gives back what it holds; one that can't be given back is left. */
	async close(): Promise<void> {
		const prepared = this.#prepared;
		this.#prepared = undefined;
		if (prepared !== undefined) await this.#inTime(prepared.close()).catch(() => undefined);
	}

	async #ready(): Promise<Prepared> {
		this.#prepared ??= await this.#inTime(this.#scenario.prepare(this.#backend));
		return this.#prepared;
	}

	async #try(step: () => Promise<void>): Promise<void> {
		for (let tries = 1; this.#failure === undefined; tries += 1) {
			try {
				return await step();
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				this.#onFailure(`${this.#scenario.name}, ${this.name}, try ${tries}: ${reason}`);
				await this.close();
				if (tries === MOST_TRIES) this.#failure = reason;
			}
		}
	}

	async #inTime<T>(work: Promise<T>): Promise<T> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const expiry = new Promise<never>((_, reject) => {
			const late = () => reject(new Error(`nothing for ${this.#patienceMs / 1000} s`));
			timer = setTimeout(late, this.#patienceMs);
		});
		try {
			return await Promise.race([work, expiry]);
		} finally {
			clearTimeout(timer);
		}
	}
}

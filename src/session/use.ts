import type { Problem } from "../domain/problem.ts";
import { refuse, type Result } from "../domain/result.ts";
import { settled } from "../lib/timeout.ts";
import type { Actions } from "./archive/actions.ts";
import type { IdleClock } from "./life/idle-clock.ts";
import type { Lifetime, Running } from "./life/lifetime.ts";
import { refusalFor } from "./life/refusal.ts";
import type { SessionStore } from "./store.ts";

/** How long a call whose browser did not answer waits to hear whether the browser is gone. */
const VERDICT_PATIENCE_MS = 3_000;

export interface UseParts {
	readonly lifetime: Lifetime;
	readonly idle: IdleClock;
	readonly store: SessionStore;
	readonly actions: Actions;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/** Calls that use the session's browser. */
export class Use {
	readonly #parts: UseParts;

	constructor(parts: UseParts) {
		this.#parts = parts;
	}

	/** One use of the browser; where it does not answer because it is gone, the session's end is the answer. */
	async drive<T>(work: (running: Running) => Promise<Result<T>>): Promise<Result<T>> {
		const { lifetime, idle } = this.#parts;
		const running = await lifetime.use();
		if (!running.ok) return running;
		const result = await idle.during(work(running.value));
		if (result.ok || result.problem.code !== "browser_unreachable") return result;
		const over = await this.whyOver();
		return over === undefined ? result : refuse(over);
	}

	/** One use of the browser that is written down as an action. */
	act<T>(type: string, asked: object, work: (running: Running) => Promise<Result<T>>): Promise<Result<T>> {
		return this.drive((running) => this.#parts.actions.during(type, asked, () => work(running)));
	}

	/** Why the session is over, where its browser is found to be gone; `undefined` where it goes on. */
	async whyOver(): Promise<Problem | undefined> {
		const { lifetime, store, background } = this.#parts;
		const verdict = lifetime.isBrowserAlive();
		background(verdict);
		await settled(verdict, VERDICT_PATIENCE_MS);
		return store.session?.state === "running" ? undefined : refusalFor(store.session);
	}
}

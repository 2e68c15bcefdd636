import type { Result } from "../domain/result.ts";

type Settle = (answer: Result<unknown>) => void;

interface Pending {
	readonly settle: Settle;
	/** Epoch milliseconds. */
	readonly deadline: number;
	readonly timeoutMs: number;
	/** What it settles with when nobody answers in time. */
	readonly late: Result<unknown>;
}

/** Deadlines that are closer together than this are looked at together. */
const GRAIN_MS = 20;

/**
 * Commands that wait for their answers, each until its deadline, on one timer for all: an object may have 10,000 timers,
 * and the other end of a connection decides how many commands it leaves unanswered.
 */
export class PendingAnswers {
	readonly #pending = new Map<number, Pending>();
	#timer: ReturnType<typeof setTimeout> | null = null;
	/** When the timer goes off, in epoch milliseconds. */
	#nextLook = Infinity;

	get size(): number {
		return this.#pending.size;
	}

	/** `settle` is called once: with the answer that {@link settle} is given, or with `late` after `timeoutMs`. */
	add(id: number, settle: Settle, timeoutMs: number, late: Result<unknown>): void {
		const deadline = Date.now() + timeoutMs;
		this.#pending.set(id, { settle, deadline, timeoutMs, late });
		this.#lookAt(deadline);
	}

	/** Answers nobody waits for are passed over. */
	settle(id: number, answer: Result<unknown>): void {
		const pending = this.#pending.get(id);
		if (pending === undefined) return;
		this.#pending.delete(id);
		if (this.#pending.size === 0) this.#stopTimer();
		pending.settle(answer);
	}

	settleAll(answer: Result<unknown>): void {
		for (const id of [...this.#pending.keys()]) this.settle(id, answer);
	}

	#lookAt(deadline: number): void {
		if (deadline >= this.#nextLook) return;
		this.#stopTimer();
		this.#nextLook = deadline;
		this.#timer = setTimeout(() => this.#settleLate(), Math.max(GRAIN_MS, deadline - Date.now()));
	}

	#settleLate(): void {
		this.#stopTimer();
		const now = Date.now();
		let earliest = Infinity;
		for (const [id, pending] of [...this.#pending]) {
			// Where more than all of its time seems to be left, the clock was set back: it has all of it once more.
			const deadline = Math.min(pending.deadline, now + pending.timeoutMs);
			if (deadline <= now) this.settle(id, pending.late);
			else {
				this.#pending.set(id, { ...pending, deadline });
				earliest = Math.min(earliest, deadline);
			}
		}
		if (this.#pending.size > 0) this.#lookAt(earliest);
	}

	#stopTimer(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.#nextLook = Infinity;
	}
}

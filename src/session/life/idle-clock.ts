import { handoffEndsAt, MAX_HANDOFF_MS } from "../../domain/handoff.ts";
import type { SessionStore } from "../store.ts";

const MAX_WRITE_INTERVAL_MS = 10_000;
/** How much later than due {@link IdleClock.writeDown} may be called. */
const WRITE_DELAY_MS = 2_500;

/**
 * When a session was last used and when it has been idle for too long. It moves in memory with each command and is
 * written down now and then; after a restart it errs on the side of a longer life.
 */
export class IdleClock {
	readonly #store: SessionStore;
	readonly #isAwaited: () => boolean;
	#lastActivity: number | undefined;
	#writtenDown = 0;
	#usesUnderWay = 0;

	/** `isAwaited`: whether a client waits for the browser's answer to a command. */
	constructor(store: SessionStore, isAwaited: () => boolean = () => false) {
		this.#store = store;
		this.#isAwaited = isAwaited;
	}

	/** Notes a use of the session. */
	touch(): void {
		this.#lastActivity = Date.now();
	}

	/** A use that takes its time: while it is under way the session is not idle. */
	async during<T>(use: Promise<T>): Promise<T> {
		this.#usesUnderWay += 1;
		try {
			return await use;
		} finally {
			this.#usesUnderWay -= 1;
			this.touch();
			this.writeDown();
		}
	}

	/** Saves the time of the last use, unless one not much earlier is saved already. To be called every few seconds. */
	writeDown(): void {
		if (this.#isInUse) this.touch();
		const time = this.#lastActivity;
		if (time === undefined) return;
		// Also where the clock was set back since.
		if (time >= this.#writtenDown && time < this.#writtenDown + this.#writeInterval) return;
		this.#writtenDown = time;
		this.#store.lastActivity = time;
	}

	/** When the session ends unless it is used; epoch milliseconds. */
	get deadline(): number {
		const keepAliveMs = this.#store.session?.keepAliveMs ?? 0;
		// No use is in the future: where it seems so the clock was set back, and the window starts anew.
		this.#lastActivity = Math.min(this.#lastActivity ?? this.#recovered(), Date.now());
		const inUseUntil = this.#isInUse ? Number.POSITIVE_INFINITY : this.#handedOverUntil;
		return Math.max(this.#lastActivity, Math.min(Date.now(), inUseUntil)) + keepAliveMs;
	}

	/** Whether something that was asked of the browser is not done yet. */
	get #isInUse(): boolean {
		return this.#usesUnderWay > 0 || this.#isAwaited();
	}

	/** While a person is asked for, the session is in use; for a bounded time, where nobody comes. */
	get #handedOverUntil(): number {
		return Math.max(
			0,
			...this.#store.handoffs.map((handoff) =>
				Math.min(handoffEndsAt(handoff), handoff.startTime + MAX_HANDOFF_MS),
			),
		);
	}

	/** The latest moment at which the session may have been used before the restart that lost the exact one. */
	#recovered(): number {
		const written = this.#store.lastActivity ?? this.#store.session?.startTime ?? Date.now();
		return written + this.#writeInterval + WRITE_DELAY_MS;
	}

	get #writeInterval(): number {
		return Math.min(MAX_WRITE_INTERVAL_MS, (this.#store.session?.keepAliveMs ?? 0) / 4);
	}
}

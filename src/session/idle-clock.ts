import type { SessionStore } from "./store.ts";

const MAX_WRITE_INTERVAL_MS = 10_000;

/**
 * When a session was last used and when it has been idle for too long. It moves in memory with each command and is
 * written down now and then; after a restart it errs on the side of a longer life.
 */
export class IdleClock {
	readonly #store: SessionStore;
	#lastActivity: number | undefined;
	#writtenDown = 0;

	constructor(store: SessionStore) {
		this.#store = store;
	}

	/** Notes a use of the session. */
	touch(): void {
		const now = Date.now();
		this.#lastActivity = now;
		if (now - this.#writtenDown < this.#writeInterval) return;
		this.#writtenDown = now;
		this.#store.lastActivity = now;
	}

	/** When the session ends unless it is used; epoch milliseconds. */
	get deadline(): number {
		const keepAliveMs = this.#store.session?.keepAliveMs ?? 0;
		return (this.#lastActivity ?? this.#recovered()) + keepAliveMs;
	}

	/** The latest moment at which the session may have been used before the restart that lost the exact one. */
	#recovered(): number {
		const written = this.#store.lastActivity ?? this.#store.session?.startTime ?? Date.now();
		this.#lastActivity = Math.min(Date.now(), written + this.#writeInterval);
		return this.#lastActivity;
	}

	get #writeInterval(): number {
		return Math.min(MAX_WRITE_INTERVAL_MS, (this.#store.session?.keepAliveMs ?? 0) / 4);
	}
}

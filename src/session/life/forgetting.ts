import { describeFault, log } from "../../lib/log.ts";
import type { SessionStore } from "../store.ts";

/** After a try that failed. */
const RETRY_MS = 600_000;

export interface ForgettingParts {
	readonly store: SessionStore;
	readonly config: { readonly retentionMs: number };
	/** Removes what was kept of the session. Throws as long as something may be left. */
	readonly discard: () => Promise<void>;
	/** Removes the session's row from the catalog. */
	readonly unlist: (id: string) => Promise<void>;
}

/** The end of what is remembered of a session. */
export class Forgetting {
	readonly #parts: ForgettingParts;
	#notBefore = 0;

	constructor(parts: ForgettingParts) {
		this.#parts = parts;
	}

	/** When it is due; epoch milliseconds. */
	get dueAt(): number {
		const { store, config } = this.#parts;
		return Math.max((store.session?.endTime ?? 0) + config.retentionMs, this.#notBefore);
	}

	/** What can't be removed now is tried again later, here or by the cron trigger. */
	async forgetInTime(): Promise<void> {
		if (Date.now() < this.dueAt) return;
		try {
			await this.forget();
		} catch (fault) {
			log("warn", "session.forget_failed", {
				session: this.#parts.store.session?.id,
				fault: describeFault(fault),
			});
			this.#notBefore = Date.now() + RETRY_MS;
		}
	}

	/** Forgets a session that is over: what was kept of it, its row, and all that the object has stored. */
	async forget(): Promise<void> {
		const { store, discard, unlist } = this.#parts;
		if (store.session?.state !== "closed" && store.session?.state !== "failed") return;
		await discard();
		await unlist(store.session.id);
		await store.clear();
	}
}

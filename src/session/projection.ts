import type { SessionRecord } from "../domain/session.ts";
import { describeFault, log } from "../lib/log.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { withTimeout } from "../lib/timeout.ts";
import type { SessionStore } from "./store.ts";

const WRITE_PATIENCE_MS = 10_000;

/**
 * Keeps the catalog's row of a session up to date. It is the row's only writer; what the catalog refuses stays
 * behind until {@link Projection.push} is called again.
 */
export class Projection {
	readonly #store: SessionStore;
	readonly #write: (session: SessionRecord) => Promise<void>;
	readonly #catchUp: () => Promise<void>;

	constructor(store: SessionStore, write: (session: SessionRecord) => Promise<void>) {
		this.#store = store;
		this.#write = write;
		this.#catchUp = singleFlight(() => this.#writeLatest());
	}

	/** Whether the catalog still lacks a change. */
	get isBehind(): boolean {
		const { session, projectedRevision } = this.#store;
		return session !== undefined && session.revision > projectedRevision;
	}

	/** Brings the catalog up to date, waiting for `patienceMs` at most. `false` when it is still behind then. */
	async push(patienceMs: number): Promise<boolean> {
		try {
			// A run that was under way may have read an older revision: it looks again until none is newer.
			await withTimeout(this.#catchUp(), patienceMs, "writing to the catalog");
		} catch (fault) {
			log("warn", "catalog.write_failed", { session: this.#store.session?.id, fault: describeFault(fault) });
		}
		return !this.isBehind;
	}

	async #writeLatest(): Promise<void> {
		while (this.isBehind) {
			const { session } = this.#store;
			if (session === undefined) return;
			// A write that hangs is given up, and may arrive late: the row takes the highest revision only.
			await withTimeout(this.#write(session), WRITE_PATIENCE_MS, "writing the row");
			this.#store.projectedRevision = session.revision;
		}
	}
}

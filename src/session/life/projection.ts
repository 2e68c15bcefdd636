import type { SessionRecord } from "../../domain/session.ts";
import { describeFault, log } from "../../lib/log.ts";
import { singleFlight } from "../../lib/single-flight.ts";
import { withTimeout } from "../../lib/timeout.ts";
import type { SessionStore } from "../store.ts";

const PATIENCE_MS = 10_000;
const WRITE_PATIENCE_MS = 10_000;
const RETRY_MS = { least: 1_000, most: 60_000 };

/**
 * Keeps the catalog's row of a session up to date. It is the row's only writer; what the catalog refuses stays
 * behind until {@link Projection.push} is called again.
 */
export class Projection {
	readonly #store: SessionStore;
	readonly #write: (session: SessionRecord) => Promise<void>;
	readonly #catchUp: () => Promise<void>;
	#failuresInARow = 0;
	#retries = 0;

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

	/** When it is to be pushed again; epoch milliseconds, `undefined` when the catalog lacks nothing. */
	get retryAt(): number | undefined {
		return this.isBehind ? Date.now() + this.retryDelayMs : undefined;
	}

	/** How long to leave a catalog alone that has refused as often as this one lately. */
	get retryDelayMs(): number {
		return Math.min(RETRY_MS.least * 2 ** this.#failuresInARow, RETRY_MS.most);
	}

	/** Pushes that were refused since the object started. */
	get retries(): number {
		return this.#retries;
	}

	/** Brings the catalog up to date, waiting for `patienceMs` at most. `false` when it is still behind then. */
	async push(patienceMs = PATIENCE_MS): Promise<boolean> {
		try {
			// A run that was under way may have read an older revision: it looks again until none is newer.
			await withTimeout(this.#catchUp(), patienceMs, "writing to the catalog");
			this.#failuresInARow = 0;
		} catch (fault) {
			this.#failuresInARow += 1;
			this.#retries += 1;
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
			this.#store.projectedRevision = Math.max(session.revision, this.#store.projectedRevision);
		}
	}
}

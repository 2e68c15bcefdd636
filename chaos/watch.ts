import { setTimeout as sleep } from "node:timers/promises";
import type { Berth } from "./berth.ts";
import type { Disturbances } from "./disturbances.ts";
import type { Journal } from "./journal.ts";
import type { Rule } from "./rules/rule.ts";
import type { ReservationRow, SessionRow, Snapshot, UpstreamRow } from "./snapshot.ts";

const INTERVAL_MS = 250;
/** Rows that ended are looked at again for so long. */
const LATELY_MS = 20_000;

/** Takes a snapshot four times a second and shows it to every rule. */
export class Watch {
	readonly #berth: Berth;
	readonly #rules: readonly Rule[];
	readonly #journal: Journal;
	readonly #disturbances: Disturbances;
	readonly #stopped = new AbortController();
	#watching: Promise<void> | undefined;

	constructor(berth: Berth, rules: readonly Rule[], journal: Journal, disturbances: Disturbances) {
		this.#berth = berth;
		this.#rules = rules;
		this.#journal = journal;
		this.#disturbances = disturbances;
	}

	start(): void {
		this.#watching = this.#watch();
	}

	async stop(): Promise<void> {
		this.#stopped.abort();
		await this.#watching;
	}

	/** Takes one, whatever it is for. `lately` is how far back rows that have ended are read. */
	async snapshot(lately = LATELY_MS): Promise<Snapshot> {
		const from = Date.now();
		const [sessions, reservations, [upstream]] = await this.#berth.select<
			[SessionRow[], ReservationRow[], UpstreamRow[]]
		>([
			`SELECT * FROM sessions WHERE state NOT IN ('closed', 'failed') OR last_updated > ${from - lately}`,
			"SELECT * FROM reservations",
			"SELECT * FROM upstream",
		]);
		if (upstream === undefined) throw new Error("the catalog has no row for the upstream");
		const snapshot = {
			from,
			at: Date.now(),
			sessions,
			reservations,
			upstream,
			chromes: this.#berth.chromePids(),
		};
		for (const rule of this.#rules) rule.observe(snapshot);
		return snapshot;
	}

	async #watch(): Promise<void> {
		const { signal } = this.#stopped;
		while (!signal.aborted) {
			const from = Date.now();
			try {
				if (this.#berth.isUp) {
					const { at } = await this.snapshot();
					this.#journal.note("snapshot", { tookMs: at - from });
				}
			} catch (fault) {
				if (!this.#disturbances.overlap(["outage"], from))
					this.#journal.violation("a snapshot failed", String(from), { fault: String(fault) });
			}
			await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
		}
	}
}

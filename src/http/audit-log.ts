import { saveAudit } from "../catalog/audit.ts";
import { ensureMigrated } from "../catalog/migrate.ts";
import type { AuditEntry } from "../domain/audit.ts";
import { describeFault, log } from "../lib/log.ts";
import { pause } from "../lib/timeout.ts";

/** How many entries an actor has at once, and how long until it has another. */
interface Allowance {
	readonly burst: number;
	readonly intervalMs: number;
}

const KNOWN: Allowance = { burst: 200, intervalMs: 1_000 };
/** All together who have no good token: they must not push out what somebody did. */
const UNKNOWN: Allowance = { burst: 60, intervalMs: 30_000 };

const NOBODY = 401;

/** Beyond these the oldest are forgotten, and have their whole allowance again. */
const MOST_ACTORS = 1_000;
/** What comes in quick succession is written together. */
const GATHER_MS = 200;
const RETRY_MS = 1_000;

interface Actor {
	/** When its allowance would be whole again; epoch milliseconds. */
	wholeAt: number;
	skipped: number;
}

/** Writes the audit log, off the path of requests and in batches, so much of each actor at most. */
export class AuditLog {
	readonly #db: D1Database;
	readonly #most: number;
	readonly #actors = new Map<string, Actor>();
	#waiting: AuditEntry[] = [];

	/** `most` entries are kept; with 0 there is no log. */
	constructor(db: D1Database, most: number) {
		this.#db = db;
		this.#most = most;
	}

	/** Takes an entry, and gives the work of writing it down; `undefined` where it is one too many. */
	note(entry: Omit<AuditEntry, "skipped">): Promise<void> | undefined {
		if (this.#most === 0) return undefined;
		const skipped = this.#admit(entry);
		if (skipped === undefined) return undefined;
		this.#waiting.push({ ...entry, skipped });
		return this.#write();
	}

	/** How many entries of its actor were skipped since the last one that was not; `undefined` to skip this one. */
	#admit({ actor, tokenId = "", status, time }: Omit<AuditEntry, "skipped">): number | undefined {
		const { burst, intervalMs } = status === NOBODY || actor === "unknown" ? UNKNOWN : KNOWN;
		const key = `${actor} ${tokenId}`;
		const known = this.#actors.get(key) ?? { wholeAt: 0, skipped: 0 };
		this.#actors.set(key, known);
		const [oldest] = this.#actors.keys();
		if (this.#actors.size > MOST_ACTORS && oldest !== undefined) this.#actors.delete(oldest);
		// Within what there can be, also when the clock was set back.
		known.wholeAt = Math.min(Math.max(known.wholeAt, time), time + burst * intervalMs);
		if (known.wholeAt + intervalMs > time + burst * intervalMs) {
			known.skipped += 1;
			return undefined;
		}
		const { skipped } = known;
		known.wholeAt += intervalMs;
		known.skipped = 0;
		return skipped;
	}

	/** The first of those who wait writes for all. */
	async #write(): Promise<void> {
		await pause(GATHER_MS);
		const entries = this.#waiting;
		this.#waiting = [];
		if (entries.length === 0) return;
		try {
			await this.#save(entries).catch(async () => {
				await pause(RETRY_MS);
				await this.#save(entries);
			});
		} catch (fault) {
			log("error", "audit.write_failed", { entries: entries.length, fault: describeFault(fault) });
		}
	}

	async #save(entries: readonly AuditEntry[]): Promise<void> {
		await ensureMigrated(this.#db);
		await saveAudit(this.#db, entries, this.#most);
	}
}

import { addressKey } from "../content/crawl-address.ts";
import type { CrawlRecord, PageStatus } from "../domain/crawl/job.ts";

/** Each page is tried so often at most. */
export const MOST_TRIES = 3;
/** Addresses beyond the limit that are remembered, should a page of the limit turn out to be none. */
const MOST_SPARE = 2_000;
/** Addresses that are not visited, and are listed all the same. */
const MOST_LEFT_OUT = 10_000;

/** A `spare` page takes the place of one that is left out; nobody sees it until then. */
type StoredStatus = PageStatus | "spare";

/** What takes a place within the limit of a job. */
const TAKING: readonly StoredStatus[] = ["queued", "completed", "errored", "cancelled"];

/** A page whose turn may come. */
export interface QueuedPage {
	readonly seq: number;
	readonly url: string;
	readonly depth: number;
	/** How often it was begun so far. */
	readonly tries: number;
	/** Not before this time, in epoch milliseconds. */
	readonly notBefore: number;
}

/** What became of a page. */
export interface PageEnd {
	readonly status: Exclude<PageStatus, "queued">;
	readonly metadata?: CrawlRecord["metadata"];
	/** Bytes of its content. */
	readonly size?: number;
	readonly browserMs?: number;
	readonly reason?: string;
}

/**
 * The addresses of a crawl job and what became of each, in the SQLite of its object. Each page is there once, by whichever
 * of its addresses. What is written is there before the next page is begun, so a restart finds each as it was.
 */
export class PageTable {
	readonly #sql: Pick<SqlStorage, "exec">;
	readonly #limit: number;
	readonly #counts = new Map<StoredStatus, number>();
	#browserMs = 0;

	/** `limit` pages are visited at most. */
	constructor(sql: Pick<SqlStorage, "exec">, limit: number) {
		this.#sql = sql;
		this.#limit = limit;
		sql.exec(`CREATE TABLE IF NOT EXISTS pages (
			seq INTEGER PRIMARY KEY, url TEXT NOT NULL, depth INTEGER NOT NULL, status TEXT NOT NULL,
			is_file INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0,
			http_status INTEGER, final_url TEXT, title TEXT, size INTEGER NOT NULL DEFAULT 0,
			browser_ms INTEGER NOT NULL DEFAULT 0, reason TEXT
		)`);
		sql.exec("CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID");
		sql.exec("CREATE INDEX IF NOT EXISTS pages_by_turn ON pages (status, is_file, depth, seq)");
		const counted = sql.exec<{ status: StoredStatus; count: number; ms: number }>(
			"SELECT status, count(*) AS count, sum(browser_ms) AS ms FROM pages GROUP BY status",
		);
		for (const { status, count, ms } of counted) {
			this.#counts.set(status, count);
			this.#browserMs += ms;
		}
	}

	/** Whether another address could still be visited. */
	get hasRoom(): boolean {
		return this.#count(...TAKING) < this.#limit || this.#count("spare") < MOST_SPARE;
	}

	get figures() {
		const isFinished = this.#count("completed", "errored", "disallowed");
		return {
			total: isFinished + this.#count("queued", "cancelled"),
			finished: isFinished,
			skipped: this.#count("skipped"),
			completed: this.#count("completed"),
			errored: this.#count("errored"),
			browserMs: this.#browserMs,
		};
	}

	/** Adds an address that is not there yet; those of files have their turn when no other page has. */
	add(url: URL, depth: number, status: "queued" | "skipped" | "disallowed", isFile = false): void {
		const key = addressKey(url);
		const stored = this.#placeFor(status);
		if (stored === undefined || this.#sql.exec("SELECT 1 FROM keys WHERE key = ?", key).toArray().length > 0)
			return;
		const { seq } = this.#sql
			.exec<{ seq: number }>(
				"INSERT INTO pages (url, depth, status, is_file) VALUES (?, ?, ?, ?) RETURNING seq",
				url.href,
				depth,
				stored,
				Number(isFile),
			)
			.one();
		this.#sql.exec("INSERT INTO keys VALUES (?, ?)", key, seq);
		this.#bump(stored, 1);
	}

	/** Says that a page is at another address as well; `false` where that is another page of the job. */
	claim(seq: number, url: URL): boolean {
		const key = addressKey(url);
		const [owner] = this.#sql.exec<{ seq: number }>("SELECT seq FROM keys WHERE key = ?", key).toArray();
		if (owner === undefined) this.#sql.exec("INSERT INTO keys VALUES (?, ?)", key, seq);
		return owner === undefined || owner.seq === seq;
	}

	/** The next pages that wait, those nearest to the start first, but for those that are under way. */
	waiting(underWay: ReadonlySet<number>, most: number): readonly QueuedPage[] {
		return this.#sql
			.exec<{ seq: number; url: string; depth: number; tries: number; notBefore: number }>(
				`SELECT seq, url, depth, tries, not_before AS notBefore FROM pages WHERE status = 'queued'
				ORDER BY is_file, depth, seq LIMIT ?`,
				most + underWay.size,
			)
			.toArray()
			.filter(({ seq }) => !underWay.has(seq))
			.slice(0, most);
	}

	/** Counts a try; `false` when the page is not to be visited any more. */
	begin(seq: number): boolean {
		return this.#change("UPDATE pages SET tries = tries + 1 WHERE seq = ? AND status = 'queued'", seq);
	}

	/** The page gets another try later; one that was none of its own is not counted. */
	postpone(seq: number, until: number, { isCounted }: { readonly isCounted: boolean }): void {
		const undone = isCounted ? 0 : 1;
		this.#sql.exec(
			"UPDATE pages SET not_before = ?, tries = max(0, tries - ?) WHERE seq = ? AND status = 'queued'",
			until,
			undone,
			seq,
		);
	}

	/** Writes down what became of a page that waited; `false` when it did not wait any more. */
	finish(seq: number, { status, metadata, size = 0, browserMs = 0, reason }: PageEnd): boolean {
		const isChanged = this.#change(
			`UPDATE pages SET status = ?, http_status = ?, final_url = ?, title = ?, size = ?,
				browser_ms = browser_ms + ?, reason = ? WHERE seq = ? AND status = 'queued'`,
			status,
			metadata?.status ?? null,
			metadata?.url ?? null,
			metadata?.title ?? null,
			size,
			browserMs,
			reason ?? null,
			seq,
		);
		this.#browserMs += isChanged ? browserMs : 0;
		if (!isChanged) return false;
		this.#bump("queued", -1);
		this.#bump(status, 1);
		if (!TAKING.includes(status)) this.#promote();
		return true;
	}

	/** What waits is not visited any more. */
	cancel(): void {
		this.#sql.exec("UPDATE pages SET status = 'cancelled' WHERE status = 'queued'");
		this.#bump("cancelled", this.#count("queued"));
		this.#counts.delete("queued");
	}

	/** Forgets what only a job that goes on needs. */
	settle(): void {
		this.#sql.exec("DELETE FROM pages WHERE status = 'spare'");
		this.#sql.exec("DELETE FROM keys");
		this.#counts.delete("spare");
	}

	#placeFor(status: "queued" | "skipped" | "disallowed"): StoredStatus | undefined {
		if (status !== "queued") return this.#count("skipped", "disallowed") < MOST_LEFT_OUT ? status : undefined;
		if (this.#count(...TAKING) < this.#limit) return "queued";
		return this.#count("spare") < MOST_SPARE ? "spare" : undefined;
	}

	#promote(): void {
		const isPromoted = this.#change(
			`UPDATE pages SET status = 'queued' WHERE seq =
				(SELECT seq FROM pages WHERE status = 'spare' ORDER BY is_file, depth, seq LIMIT 1)`,
		);
		if (!isPromoted) return;
		this.#bump("spare", -1);
		this.#bump("queued", 1);
	}

	#change(statement: string, ...values: SqlStorageValue[]): boolean {
		return this.#sql.exec(`${statement} RETURNING 1`, ...values).toArray().length > 0;
	}

	#count(...statuses: readonly StoredStatus[]): number {
		return statuses.reduce((sum, status) => sum + (this.#counts.get(status) ?? 0), 0);
	}

	#bump(status: StoredStatus, by: number): void {
		this.#counts.set(status, this.#count(status) + by);
	}
}

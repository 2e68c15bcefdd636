import { type SavedCrawl, saveCrawl } from "../catalog/crawls.ts";
import { describeFault, log } from "../lib/log.ts";
import { withTimeout } from "../lib/timeout.ts";
import type { JobStore } from "./job-store.ts";
import type { PageTable } from "./page-table.ts";

const PATIENCE_MS = 2_000;

/** Lets the catalog follow a job. */
export class Listing {
	readonly #db: D1Database;
	readonly #store: JobStore;

	constructor(db: D1Database, store: JobStore) {
		this.#db = db;
		this.#store = store;
	}

	/** Tells the catalog how the job is now. `false` when it did not take that. */
	async follow(pages: PageTable): Promise<boolean> {
		const crawl = this.#summary(pages);
		if (crawl === undefined) return true;
		try {
			await withTimeout(saveCrawl(this.#db, crawl, Date.now()), PATIENCE_MS, "listing a crawl");
			if (crawl.finishedAt !== undefined) this.#store.noteEndKnown();
			return true;
		} catch (fault) {
			log("warn", "crawl.not_listed", { fault: describeFault(fault) });
			return false;
		}
	}

	#summary(pages: PageTable): SavedCrawl | undefined {
		const { job } = this.#store;
		if (job === undefined) return undefined;
		const { id, account, status, createdAt, finishedAt, wish } = job;
		const { total, finished, skipped, browserMs } = pages.figures;
		const revision = this.#store.nextRevision();
		return {
			id,
			account,
			url: wish.url,
			status,
			createdAt,
			finishedAt,
			total,
			finished,
			skipped,
			browserMs,
			revision,
		};
	}
}

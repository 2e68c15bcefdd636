/** How a crawl job is, in Cloudflare's words. */
export const CRAWL_STATUSES = [
	"running",
	"completed",
	"errored",
	"cancelled_by_user",
	"cancelled_due_to_timeout",
	"cancelled_due_to_limits",
] as const;
export type CrawlStatus = (typeof CRAWL_STATUSES)[number];

/** What became of an address of a crawl job, in Cloudflare's words; one that is being visited is `queued`. */
export const PAGE_STATUSES = [
	"queued",
	"completed",
	"disallowed",
	"skipped",
	"errored",
	"cancelled",
] as const;
export type PageStatus = (typeof PAGE_STATUSES)[number];

/** What a job may take all in all. */
export const MAX_JOB_MS = 7 * 86_400_000;
/** How long a job and its results are kept once it has ended. */
export const RESULTS_KEPT_MS = 14 * 86_400_000;

/** How far a job has come. */
export interface CrawlProgress {
	readonly status: CrawlStatus;
	/** Addresses in the job; those that were skipped are not counted. */
	readonly total: number;
	/** Those of them that have a result. */
	readonly finished: number;
	readonly skipped: number;
	/** How long browsers worked for it. */
	readonly browserMs: number;
}

/** A crawl job as the catalog has it. */
export interface CrawlSummary extends CrawlProgress {
	readonly id: string;
	readonly account: string;
	/** Where it began. */
	readonly url: string;
	/** Epoch milliseconds. */
	readonly createdAt: number;
	readonly finishedAt?: number | undefined;
}

/** What is known of one address of a job without its content. */
export interface CrawlRecord {
	/** Its place in the job; a page of records ends with one. */
	readonly seq: number;
	readonly url: string;
	readonly status: PageStatus;
	/** Where it was fetched. */
	readonly metadata?: {
		readonly status: number;
		readonly url: string;
		readonly title?: string;
	};
	/** Bytes of the content that is kept; 0 for none. */
	readonly size: number;
	/** Why there is no content, for people. */
	readonly reason?: string;
}

/** Which of a job's records are asked for. */
export interface RecordQuery {
	/** Those after this place. */
	readonly after: number;
	readonly limit: number;
	readonly status?: PageStatus | undefined;
	/** Bytes of content at most; one record is given whatever its size. */
	readonly mostBytes: number;
}

export interface RecordPage {
	readonly progress: CrawlProgress;
	readonly records: readonly CrawlRecord[];
	/** The place that the next page is after, where there is more. */
	readonly next?: number;
}

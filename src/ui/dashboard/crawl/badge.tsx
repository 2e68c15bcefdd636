import type { CrawlStatus, PageStatus } from "../../../domain/crawl/job.ts";

/** What people read of a job's status, and its colour. */
export const CRAWL_WORDS: Readonly<Record<CrawlStatus, readonly [word: string, tone: string]>> = {
	running: ["Running", "running"],
	completed: ["Completed", "closed"],
	errored: ["Failed", "failed"],
	cancelled_by_user: ["Cancelled", "closed"],
	cancelled_due_to_timeout: ["Out of time", "failed"],
	cancelled_due_to_limits: ["Out of limits", "failed"],
};

/** The same of a page's. */
export const PAGE_WORDS: Readonly<Record<PageStatus, readonly [word: string, tone: string]>> = {
	queued: ["Waiting", "waiting"],
	completed: ["Completed", "running"],
	disallowed: ["Disallowed", "closed"],
	skipped: ["Skipped", "closed"],
	errored: ["Failed", "failed"],
	cancelled: ["Cancelled", "closed"],
};

export function Badge({ words: [word, tone] }: { readonly words: readonly [string, string] }) {
	return <span class={`badge ${tone}`}>{word}</span>;
}

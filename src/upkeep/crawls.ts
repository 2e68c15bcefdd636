import { CrawlPages } from "../artifacts/crawl-pages.ts";
import type { ArtifactObjects } from "../artifacts/objects.ts";
import {
	closeLostCrawl,
	crawlsEndedBefore,
	forgetCrawl,
	type ListedCrawl,
	silentCrawls,
} from "../catalog/crawls.ts";
import type { CrawlJob } from "../crawl/crawl-job.ts";
import { RESULTS_KEPT_MS } from "../domain/crawl/job.ts";
import { eachOf } from "./each-of.ts";

/** So many rows of a kind are looked at in one run; the next one goes on. */
const MOST_ROWS = 200;
/** A job says more often than this how it is. */
const SILENT_MS = 600_000;
/** An object forgets its job when the time comes; this is for one that did not. */
const RETENTION_SLACK_MS = 3_600_000;

export const CORRECTED_CRAWL_KINDS = ["crawl_without_object", "expired_crawl"] as const;
export type CorrectedCrawls = Record<(typeof CORRECTED_CRAWL_KINDS)[number], number>;

export interface CrawlParts {
	readonly db: D1Database;
	readonly objects: ArtifactObjects;
	readonly crawls: Pick<DurableObjectNamespace<CrawlJob>, "getByName">;
	/** Epoch milliseconds. */
	readonly now: number;
}

/** Compares the list of crawl jobs with their objects, and forgets those that ended long ago. */
export async function reconcileCrawls(parts: CrawlParts): Promise<CorrectedCrawls> {
	const { db, crawls, now } = parts;
	const silent = await silentCrawls(db, now - SILENT_MS, MOST_ROWS);
	const old = await crawlsEndedBefore(db, now - RESULTS_KEPT_MS - RETENTION_SLACK_MS, MOST_ROWS);
	return {
		crawl_without_object: await eachOf(silent, async ({ id }) => {
			if ((await crawls.getByName(id).reconcile()) !== undefined) return false;
			await closeLostCrawl(db, id, now);
			return true;
		}),
		expired_crawl: await eachOf(old, (crawl) => forget(parts, crawl)),
	};
}

async function forget(
	{ db, crawls, objects }: CrawlParts,
	{ id, account, ...ran }: ListedCrawl,
): Promise<boolean> {
	if (!(await crawls.getByName(id).forget())) return false;
	// An object that knows of no job has removed nothing. The row stays as long as something may be left.
	const pages = new CrawlPages(objects);
	const removed = await pages.deleteAll({ account, jobId: id }, ran.createdAt, ran.finishedAt);
	if (!removed.ok) return false;
	await forgetCrawl(db, id);
	return true;
}

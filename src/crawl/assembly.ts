import type { CrawlPages } from "../artifacts/crawl-pages.ts";
import type { JsonExtraction } from "../model/extract-json.ts";
import { unseal } from "../lib/seal.ts";
import { Crawler } from "./crawler.ts";
import { Discovery } from "./discovery.ts";
import type { CrawlSecrets, JobRecord, JobStore } from "./job-store.ts";
import type { PageTable } from "./page-table.ts";
import { refusalOfAddress } from "./reachable.ts";
import type { RenderPage } from "./render-port.ts";
import { SitemapQueue } from "./sitemap-queue.ts";
import { SitemapReading } from "./sitemap-reading.ts";
import { Sites } from "./sites.ts";
import { Visitor } from "./visitor.ts";

/** What a job works with, of its object and of the Worker. */
export interface CrawlHost {
	readonly sql: Pick<SqlStorage, "exec">;
	readonly store: JobStore;
	readonly results: CrawlPages;
	readonly fetcher: Pick<Fetcher, "fetch">;
	readonly render: RenderPage;
	/** Where the format `json` is asked for. */
	readonly extraction?: JsonExtraction | undefined;
	/** How long a page waits for another try, in milliseconds. */
	readonly againMs: number;
}

/** Puts together what works a job off, on the tables of its object. */
export function assembleCrawl(
	job: JobRecord,
	secrets: CrawlSecrets,
	pages: PageTable,
	host: CrawlHost,
): Crawler {
	const { sql, store, results, fetcher, render, extraction, againMs } = host;
	const { wish, trust } = job;
	const refusal = (url: URL) => refusalOfAddress(url, trust);
	const sites = new Sites({ fetcher, wish, refusal });
	const site = () => new URL(store.job?.site ?? wish.url);
	const discovery = new Discovery({ wish, trust, pages, sites, site });
	const queue = new SitemapQueue(sql);
	const sitemaps = new SitemapReading({ store, queue, sites, discovery, fetcher, refusal });
	const visitor = new Visitor({ wish, trust, fetcher, render, extraction, sites, discovery });
	const kind = JSON.stringify([wish.render, wish.formats.toSorted(), secrets]);
	return new Crawler({ store, pages, results, sites, discovery, sitemaps, visitor, kind, againMs });
}

/** What is encrypted of a job, as it is for `seal`. */
export const purposeOf = (jobId: string): string => `crawl:${jobId}`;

/** The secrets of a job; `undefined` where they were encrypted with another secret. */
export async function secretsOf(
	{ id, sealed }: JobRecord,
	secret: string,
): Promise<CrawlSecrets | undefined> {
	const plain = sealed && (await unseal(secret, purposeOf(id), sealed));
	// Sealed by the job itself.
	return plain && (JSON.parse(new TextDecoder().decode(plain)) as CrawlSecrets);
}

import type { CrawlRecord, CrawlSummary } from "../../../domain/crawl/job.ts";
import { call } from "./call.ts";

const CRAWLS = "/berth/v1/crawls";
const PAGE = 50;

const queryOf = (fields: Readonly<Record<string, string>>): string =>
	new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== "")).toString();

export interface CrawlList {
	readonly crawls: readonly CrawlSummary[];
	/** Where older ones begin. */
	readonly cursor?: string;
}

/** What of a job's records is asked for; empty for all, and for the beginning. */
export interface PageQuery {
	readonly status: string;
	readonly cursor: string;
}

export interface CrawlPageList {
	readonly pages: readonly CrawlRecord[];
	/** Where the next ones begin. */
	readonly cursor?: string;
}

export const listCrawls = (account: string, cursor: string, signal: AbortSignal): Promise<CrawlList> =>
	call("GET", `${CRAWLS}?${queryOf({ account, cursor, limit: String(PAGE) })}`, { signal });

export const readCrawl = (id: string, signal: AbortSignal): Promise<CrawlSummary> =>
	call("GET", `${CRAWLS}/${encodeURIComponent(id)}`, { signal });

export const listPages = (id: string, query: PageQuery, signal: AbortSignal): Promise<CrawlPageList> =>
	call("GET", `${CRAWLS}/${encodeURIComponent(id)}/pages?${queryOf({ ...query, limit: String(PAGE) })}`, {
		signal,
	});

const jobOf = ({ account, id }: CrawlSummary): string =>
	`/client/v4/accounts/${account}/browser-rendering/crawl/${id}`;

export const cancelCrawl = (crawl: CrawlSummary): Promise<unknown> => call("DELETE", jobOf(crawl));

/** A page's content, under the names of its formats. */
export interface PageContent {
	readonly html?: string;
	readonly markdown?: string;
	readonly json?: unknown;
}

/** What a job has of one page. */
export async function readContent(
	crawl: CrawlSummary,
	{ seq }: CrawlRecord,
	signal: AbortSignal,
): Promise<PageContent> {
	const query = queryOf({ cursor: String(seq - 1), limit: "1" });
	const { result } = await call<{ result: { records: readonly PageContent[] } }>(
		"GET",
		`${jobOf(crawl)}?${query}`,
		{ signal },
	);
	return result.records[0] ?? {};
}

import { type CrawlSummary, PAGE_STATUSES } from "../../../domain/crawl/job.ts";
import { listPages } from "../api/crawls.ts";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { crawlPlace, route } from "../route.ts";
import { PAGE_WORDS } from "./badge.tsx";
import { CrawledPage } from "./crawled-page.tsx";

const REFRESH_MS = 3_000;

/** What became of the addresses of a job, a page of them in the order in which they were found. */
export function CrawledPages({ crawl }: { readonly crawl: CrawlSummary }) {
	const { query } = route.value;
	const asked = { status: query.get("show") ?? "", cursor: query.get("after") ?? "" };
	const isRunning = crawl.status === "running";
	const { data, problem } = usePolling(
		(signal) => listPages(crawl.id, asked, signal),
		isRunning ? REFRESH_MS : undefined,
		[crawl.id, asked, isRunning],
	);
	return (
		<section>
			<h2 class="unseen">Pages of the job</h2>
			<div class="filters">
				<nav aria-label="Pages by state" class="segments states">
					{["", ...PAGE_STATUSES].map((status) => (
						<a
							key={status}
							href={crawlPlace(crawl.id, { show: status })}
							aria-current={asked.status === status ? "true" : undefined}
						>
							{wordFor(status)}
						</a>
					))}
				</nav>
			</div>
			{problem !== undefined && data === undefined && (
				<ProblemNote problem={problem} what="The pages can’t be listed" />
			)}
			{data === undefined && problem === undefined && <Skeleton rows={6} />}
			{data?.pages.length === 0 && <p class="empty">There is no such page.</p>}
			{data !== undefined && data.pages.length > 0 && (
				<ul class="listing crawled" aria-label="Pages, as they were found">
					{data.pages.map((page) => (
						<CrawledPage key={page.seq} crawl={crawl} page={page} />
					))}
				</ul>
			)}
			{(asked.cursor !== "" || data?.cursor !== undefined) && (
				<nav class="pager" aria-label="More pages">
					{asked.cursor !== "" && <a href={crawlPlace(crawl.id, { show: asked.status })}>First</a>}
					{data?.cursor !== undefined && (
						<a href={crawlPlace(crawl.id, { show: asked.status, after: data.cursor })}>Next</a>
					)}
				</nav>
			)}
		</section>
	);
}

const wordFor = (status: string): string =>
	PAGE_STATUSES.filter((each) => each === status).map((each) => PAGE_WORDS[each][0])[0] ?? "All";

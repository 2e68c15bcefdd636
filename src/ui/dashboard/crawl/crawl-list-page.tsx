import type { CrawlSummary } from "../../../domain/crawl/job.ts";
import { shortUrl } from "../../words.ts";
import { listCrawls } from "../api/crawls.ts";
import { holder } from "../api/holder.ts";
import { chosenAccount } from "../api/token.ts";
import { now } from "../clock.ts";
import { dateAndTime, roughly } from "../format.ts";
import { Pager } from "../parts/pager.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { crawlPlace, route } from "../route.ts";
import { Badge, CRAWL_WORDS } from "./badge.tsx";

const REFRESH_MS = 3_000;

/** The crawl jobs, newest first. */
export function CrawlListPage() {
	const asked = { account: chosenAccount.value, cursor: route.value.query.get("after") ?? "" };
	const load = (signal: AbortSignal) => listCrawls(asked.account, asked.cursor, signal);
	const { data, problem } = usePolling(load, REFRESH_MS, [asked]);
	return (
		<>
			<PageTitle title="Crawl jobs" />
			{problem !== undefined && (data === undefined || problem.status !== 0) && (
				<ProblemNote problem={problem} what="The crawl jobs can’t be listed" />
			)}
			{data === undefined && problem === undefined && <Skeleton rows={6} />}
			{data?.crawls.length === 0 && (
				<div class="empty">
					<h2>There is no crawl job</h2>
					<p>
						POST to <code>/client/v4/accounts/ACCOUNT/browser-rendering/crawl</code> starts one. A job stays
						here for 14 days after its end.
					</p>
				</div>
			)}
			{data !== undefined && data.crawls.length > 0 && <Rows crawls={data.crawls} />}
			{data !== undefined && <Pager next={data.cursor} />}
		</>
	);
}

const Rows = ({ crawls }: { readonly crawls: readonly CrawlSummary[] }) => (
	<>
		<div class="row head" aria-hidden="true">
			<span>State</span>
			<span>Start</span>
			<span>Begun</span>
			<span>Pages</span>
			<span>Skipped</span>
		</div>
		<ul class="rows" aria-label="Crawl jobs, newest first">
			{crawls.map((crawl) => (
				<Row key={crawl.id} crawl={crawl} />
			))}
		</ul>
	</>
);

/** One job; the whole row is the link to it. */
function Row({ crawl }: { readonly crawl: CrawlSummary }) {
	const { id, account, url, status, createdAt, total, finished, skipped } = crawl;
	const isOfMany = holder.value?.isAdmin === true && chosenAccount.value === "";
	return (
		<li>
			<a class="row" href={crawlPlace(id)}>
				<Badge words={CRAWL_WORDS[status]} />
				<span class="what">
					<span class="name cut">{shortUrl(url, 200)}</span>
					<span class="quiet cut">{[isOfMany && account, id.slice(0, 8)].filter(Boolean).join(" · ")}</span>
				</span>
				<span title={dateAndTime(createdAt)}>{roughly(now.value - createdAt)} ago</span>
				<span>
					{finished} of {total}
					<span class="phone-only"> pages</span>
				</span>
				<span class="quiet">
					{skipped}
					<span class="phone-only"> skipped</span>
				</span>
			</a>
		</li>
	);
}

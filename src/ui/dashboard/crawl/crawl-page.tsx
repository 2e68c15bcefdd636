import { useEffect, useState } from "preact/hooks";
import type { CrawlSummary } from "../../../domain/crawl/job.ts";
import { shortUrl } from "../../words.ts";
import { cancelCrawl, readCrawl } from "../api/crawls.ts";
import { mayWrite } from "../api/holder.ts";
import { type ApiProblem, problemFrom } from "../api/problem.ts";
import { now } from "../clock.ts";
import { dateAndTime, duration, wholeSeconds } from "../format.ts";
import { announce } from "../parts/announcer.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Meter } from "../parts/meter.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { place } from "../route.ts";
import { Badge, CRAWL_WORDS } from "./badge.tsx";
import { CrawledPages } from "./crawled-pages.tsx";

const REFRESH_MS = 2_000;

const isOver = ({ status }: CrawlSummary): boolean => status !== "running";

/** One crawl job: how far it has come, and what it has. */
export function CrawlPage({ id }: { readonly id: string }) {
	const load = (signal: AbortSignal) => readCrawl(id, signal);
	const { data: crawl, problem, refresh } = usePolling(load, REFRESH_MS, [id], isOver);
	const hasEnded = crawl !== undefined && isOver(crawl);
	useEffect(() => {
		if (hasEnded) announce(`The crawl job has ended: ${CRAWL_WORDS[crawl.status][0]}`);
	}, [hasEnded]);
	if (crawl === undefined)
		return problem === undefined ? (
			<Skeleton rows={8} />
		) : (
			<>
				<PageTitle title="Crawl job" />
				<ProblemNote problem={problem} what="This crawl job can’t be shown" />
				<p>
					<a href={place("crawls")}>See the crawl jobs</a>
				</p>
			</>
		);
	const { total, finished } = crawl;
	return (
		<>
			<Heading crawl={crawl} onChange={refresh} />
			<Meter label="Pages" used={finished} limit={total} text={`${finished} of ${total}`} isGoal />
			<Facts crawl={crawl} />
			<CrawledPages crawl={crawl} />
		</>
	);
}

function Heading({ crawl, onChange }: { readonly crawl: CrawlSummary; readonly onChange: () => void }) {
	const { id, url, status } = crawl;
	return (
		<div class="heading">
			<div>
				<nav aria-label="Way here" class="crumbs">
					<a href={place("crawls")}>Crawl jobs</a>
				</nav>
				<PageTitle title={shortUrl(url, 80)} />
				<div class="which">
					<Badge words={CRAWL_WORDS[status]} />
					<code class="quiet cut">{id}</code>
					<CopyButton text={id} what="the id" />
				</div>
			</div>
			<div class="actions">
				{!isOver(crawl) && mayWrite() && <Cancel crawl={crawl} onChange={onChange} />}
			</div>
		</div>
	);
}

function Cancel({ crawl, onChange }: { readonly crawl: CrawlSummary; readonly onChange: () => void }) {
	const [isAsking, setIsAsking] = useState(false);
	const [problem, setProblem] = useState<ApiProblem>();
	const cancel = async () => {
		setIsAsking(false);
		setProblem(undefined);
		try {
			await cancelCrawl(crawl);
		} catch (fault) {
			setProblem(problemFrom(fault));
		}
		onChange();
	};
	return (
		<>
			<button type="button" class="danger" onClick={() => setIsAsking(true)}>
				Cancel job
			</button>
			{problem !== undefined && (
				<p class="complaint" role="alert">
					{problem.complaint}
				</p>
			)}
			{isAsking && (
				<Confirm
					title="Cancel this crawl job?"
					action="Cancel it"
					onConfirm={() => void cancel()}
					onCancel={() => setIsAsking(false)}
				>
					<p>No more pages are visited. The pages that it has stay for 14 days.</p>
				</Confirm>
			)}
		</>
	);
}

function Facts({ crawl }: { readonly crawl: CrawlSummary }) {
	const { createdAt, finishedAt, skipped, browserMs, account } = crawl;
	const facts: readonly (readonly [string, string | number])[] = [
		["Begun", dateAndTime(createdAt)],
		[finishedAt === undefined ? "Runs for" : "Took", wholeSeconds((finishedAt ?? now.value) - createdAt)],
		["Skipped", skipped],
		["Browser time", duration(browserMs)],
		["Account", account],
	];
	return (
		<dl class="facts">
			{facts.map(([name, value]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}

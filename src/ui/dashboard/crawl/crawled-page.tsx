import { useState } from "preact/hooks";
import type { CrawlRecord, CrawlSummary } from "../../../domain/crawl/job.ts";
import { type PageContent, readContent } from "../api/crawls.ts";
import { bytes } from "../format.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { ExternalLink } from "../parts/external-link.tsx";
import { ProblemNote } from "../parts/problem-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { usePolling } from "../polling.ts";
import { Badge, PAGE_WORDS } from "./badge.tsx";

/** More than this of a text makes the page slow. */
const MOST_SHOWN = 200_000;

export interface CrawledPageProps {
	readonly crawl: CrawlSummary;
	readonly page: CrawlRecord;
}

/** One address of a job; what was had of it is behind that. */
export function CrawledPage({ crawl, page }: CrawledPageProps) {
	const [isOpen, setIsOpen] = useState(false);
	const { url, status, metadata, size, reason } = page;
	const about = [metadata?.status, metadata?.title, size > 0 && bytes(size), reason].filter(Boolean);
	return (
		<li>
			<Badge words={PAGE_WORDS[status]} />
			<div class="what">
				<span class="name cut">
					<ExternalLink href={url}>{url}</ExternalLink>
				</span>
				<span class="quiet">{about.join(" · ")}</span>
			</div>
			{size > 0 && (
				<button
					type="button"
					class="small"
					aria-expanded={isOpen}
					aria-label={`${isOpen ? "Close" : "Read"} ${url}`}
					onClick={() => setIsOpen(!isOpen)}
				>
					{isOpen ? "Close" : "Read"}
				</button>
			)}
			{isOpen && <Content crawl={crawl} page={page} />}
		</li>
	);
}

function Content({ crawl, page }: CrawledPageProps) {
	const load = (signal: AbortSignal) => readContent(crawl, page, signal);
	const { data, problem } = usePolling(load, undefined, [crawl.id, page.seq]);
	if (problem !== undefined) return <ProblemNote problem={problem} what="This page can’t be read" />;
	return <div class="content">{data === undefined ? <Skeleton rows={2} /> : <Texts content={data} />}</div>;
}

const Texts = ({ content: { html, markdown, json } }: { readonly content: PageContent }) => (
	<>
		{markdown !== undefined && <Text name="Markdown" text={markdown} />}
		{json !== undefined && <Text name="JSON" text={JSON.stringify(json, undefined, 2)} />}
		{html !== undefined && <Text name="HTML" text={html} />}
	</>
);

/** As text: nothing of a page that was crawled runs here. */
const Text = ({ name, text }: { readonly name: string; readonly text: string }) => (
	<>
		<h3>{name}</h3>
		<div class="code">
			<pre tabIndex={0} aria-label={name}>
				{text.slice(0, MOST_SHOWN)}
				{text.length > MOST_SHOWN && "\n…"}
			</pre>
			<CopyButton text={text} what={`the ${name}`} />
		</div>
	</>
);

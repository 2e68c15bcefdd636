import { addressKey, crawlAddress, isPageType, looksLikeFile } from "../../content/crawl-address.ts";
import { fitContent } from "../../content/fit-content.ts";
import { Frontier, type Visit } from "../../content/frontier.ts";
import { pathFilter, tokenCount } from "../../content/path-glob.ts";
import { type Problem, type ProblemCode, problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { Turns } from "../../lib/turns.ts";
import { FairShare } from "../../lib/turns-of-others.ts";
import type { Answer, Verdict } from "../pages/answer-gate.ts";
import type { PageVisit } from "../pages/page-visit.ts";
import { type PageContent, readPage } from "../pages/read-page.ts";
import type { CrawledPage, CrawlReport, CrawlRequest, CrawlStop } from "./crawl-report.ts";
import { Pace } from "./pace.ts";
import { SiteRules, USER_AGENT } from "./site-rules.ts";
import type { TabPool } from "./tab-pool.ts";

const LOAD_PATIENCE_MS = 15_000;
/** A page that the crawl's own end came before has not failed. */
const AFTER_THE_END_MS = 1_000;
/** Of one page, and of all: an answer over 32 MiB can't leave the object, and has to fit into a Worker's memory as JSON. */
const MOST_PAGE_BYTES = 2 * 1024 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
/** With less room than this left, no page is worth its visit. */
const LEAST_PAGE_BYTES = 64 * 1024;
/** A site whose robots.txt forbids more pages than this is left. */
const MOST_FORBIDDEN = 1_000;

/** What each character of a link costs beside the globs: it is parsed and compared. */
const LINK_STEPS = 50;

/** What a tab fails with that is better not used again. */
const SPOILT: ReadonlySet<ProblemCode> = new Set([
	"page_closed",
	"page_crashed",
	"navigation_timed_out",
	"browser_unreachable",
]);

/** One crawl: from a page to those of its host that it leads to, breadth first, each loaded in a tab of the pool. */
export class Crawl {
	readonly #request: CrawlRequest;
	readonly #tabs: TabPool;
	readonly #frontier: Frontier;
	readonly #rules = new SiteRules();
	readonly #pace = new Pace();
	/** A page's content is big while it is read: one at a time. */
	readonly #reading = new Turns();
	readonly #ended = Promise.withResolvers<Result<CrawlStop | undefined>>();
	readonly #endsAt: number;
	readonly #pages: (CrawledPage | undefined)[] = [];
	#isOver = false;
	/** No more visits: there is no time for another. */
	#isLate = false;
	#underWay = 0;
	#leftBytes = MOST_BYTES;
	#forbidden = 0;

	constructor(request: CrawlRequest, tabs: TabPool) {
		const { url, limit, maxDepth, includePaths, excludePaths, timeoutMs } = request;
		this.#request = request;
		this.#tabs = tabs;
		const isWanted = pathFilter(includePaths, excludePaths);
		this.#frontier = new Frontier(new URL(url), { limit, maxDepth, isWanted });
		this.#endsAt = Date.now() + timeoutMs;
	}

	/** What was had when it ended, whatever ended it. Refuses with what the start fails with. */
	async run(): Promise<Result<CrawlReport>> {
		const timer = setTimeout(() => this.stop("timeout"), this.#leftMs);
		this.#fill();
		const stopped = await this.#ended.promise.finally(() => clearTimeout(timer));
		if (!stopped.ok) return stopped;
		const pages = this.#pages.filter((page) => page !== undefined);
		const { total } = this.#frontier;
		return ok({ pages, total, ...(stopped.value !== undefined && { stopped: stopped.value }) });
	}

	stop(why: CrawlStop | undefined): void {
		this.#isOver = true;
		this.#ended.resolve(ok(why));
	}

	#refuse(why: Problem): void {
		this.#isOver = true;
		this.#ended.resolve(refuse(why));
	}

	/** Sends out as many as may be under way. */
	#fill(): void {
		while (!this.#isOver && !this.#isLate && this.#underWay < this.#request.concurrency) {
			const visit = this.#frontier.next();
			if (visit === undefined) break;
			this.#underWay += 1;
			void this.#send(visit, this.#pages.push(undefined) - 1);
		}
		if (this.#underWay > 0) return;
		const isLimited = this.#frontier.hasMore ? "limit" : undefined;
		this.stop(this.#isLate ? "timeout" : isLimited);
	}

	async #send(visit: Visit, place: number): Promise<void> {
		try {
			await this.#visit(visit, place);
		} catch (fault) {
			this.#ended.reject(fault);
		}
		this.#underWay -= 1;
		this.#fill();
	}

	async #visit(visit: Visit, place: number): Promise<void> {
		const tab = await this.#tabs.take();
		const outcome = tab.ok ? await this.#crawlPage(visit, tab.value) : tab;
		if (this.#isOver) return;
		if (outcome.ok) this.#pages[place] = outcome.value;
		else this.#failed(visit, place, outcome.problem);
		if (this.#leftBytes < LEAST_PAGE_BYTES) this.stop("size");
		if (!tab.ok) return;
		const isSpoilt = !outcome.ok && SPOILT.has(outcome.problem.code);
		await (isSpoilt ? this.#tabs.discard(tab.value) : this.#tabs.give(tab.value));
	}

	#failed({ url, depth }: Visit, place: number, why: Problem): void {
		if (depth === 0) this.#refuse(why);
		else if (why.code === "robots_disallowed") {
			this.#frontier.leave();
			this.#forbidden += 1;
			if (this.#forbidden > MOST_FORBIDDEN) this.stop("limit");
		} else this.#pages[place] = { url: url.href, depth, problem: why };
	}

	/** A page's content; `undefined` where it led to one that is not to be visited. */
	async #crawlPage(visit: Visit, tab: PageVisit): Promise<Result<CrawledPage | undefined>> {
		const { href } = visit.url;
		const allowed = await this.#mayVisit(visit.url, tab);
		if (!allowed.ok) return allowed;
		const delayMs = (allowed.value ?? 0) * 1_000;
		this.#isLate ||= !(await this.#pace.next(delayMs, this.#endsAt));
		if (this.#isOver || this.#isLate) return ok(undefined);

		const loaded = await this.#load(visit, tab);
		if (!loaded.ok) return loaded;
		if (loaded.value === "file") {
			this.#frontier.leaveFile();
			return ok(undefined);
		}
		await new Promise((resolve) => setTimeout(resolve, Math.min(this.#request.waitMs, this.#leftMs)));
		const arrival = await tab.arrival(href);
		if (!arrival.ok) return arrival;
		const { url: finalUrl, statusCode } = arrival.value;
		if (!this.#frontier.arrive(visit, finalUrl)) return ok(undefined);
		const read = await this.#reading.take(() => readPage(tab, href, this.#request));
		if (!read.ok) return read;

		const final = crawlAddress(finalUrl);
		if (final !== undefined && addressKey(final) !== addressKey(visit.url)) {
			const mayKeep = await this.#mayVisit(final, tab);
			if (!mayKeep.ok) return mayKeep;
		}
		// What an error's page leads to is the way back.
		if (statusCode === null || statusCode < 400) await this.#follow(visit, read.value.links);
		return ok(this.#fit(href, visit.depth, read.value.page));
	}

	/** Takes a tab to a page. A file is left when its type is known, before it is downloaded. */
	async #load({ url, depth }: Visit, tab: PageVisit): Promise<Result<"page" | "file">> {
		const loading = () => tab.goTo(url.href, Math.min(LOAD_PATIENCE_MS, this.#leftMs + AFTER_THE_END_MS));
		let isFile = false;
		const judge = ({ contentType, isDownload, status }: Answer): Verdict => {
			isFile = status >= 400 || isDownload || !isPageType(contentType);
			return isFile ? "left" : "shown";
		};
		const isDoubtful = depth > 0 && looksLikeFile(url);
		const loaded = await (isDoubtful ? tab.answers.judging(judge, loading) : loading());
		if (isFile) return ok("file");
		return loaded.ok ? ok("page") : loaded;
	}

	async #follow(visit: Visit, links: readonly string[]): Promise<void> {
		const { includePaths, excludePaths } = this.#request;
		const steps = LINK_STEPS + tokenCount(includePaths) + tokenCount(excludePaths);
		const share = new FairShare();
		for (const link of links) {
			if (this.#isOver) return;
			this.#frontier.found(visit, [link]);
			await share.took(link.length * steps);
		}
	}

	/** The seconds that the site wants between two visits; refuses with `robots_disallowed` what it wants none of. */
	async #mayVisit(url: URL, tab: PageVisit): Promise<Result<number | undefined>> {
		if (this.#request.ignoresRobots) return ok(undefined);
		const rules = await this.#rules.of(url, tab);
		if (!rules.ok) return rules;
		return rules.value.isAllowed(url.href, USER_AGENT)
			? ok(rules.value.crawlDelayS(USER_AGENT))
			: refuse(
					problem(
						"robots_disallowed",
						`${url.origin}/robots.txt does not allow ${url.pathname.slice(0, 200)}, or can't be read now; ignore_robots goes on without it.`,
					),
				);
	}

	#fit(url: string, depth: number, { content, screenshot = "", ...page }: PageContent): CrawledPage {
		const mostBytes = Math.min(MOST_PAGE_BYTES, this.#leftBytes);
		const { metadata, ...formats } = content;
		// The metadata first: it is not what may be left out.
		const fitted = fitContent({ metadata, ...formats }, mostBytes);
		const hasRoom = screenshot === "" || fitted.size + screenshot.length <= mostBytes;
		const cut = new Set([...page.truncated, ...fitted.truncated, ...(hasRoom ? [] : ["screenshot"])]);
		this.#leftBytes -= fitted.size + (hasRoom ? screenshot.length : 0);
		return {
			url,
			depth,
			content: fitted.content,
			...(hasRoom && screenshot !== "" && { screenshot }),
			...(cut.size > 0 && { truncated: [...cut] }),
		};
	}

	get #leftMs(): number {
		return Math.max(1, this.#endsAt - Date.now());
	}
}

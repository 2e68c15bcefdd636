import type { CrawlPages } from "../artifacts/crawl-pages.ts";
import { crawlAddress } from "../content/crawl-address.ts";
import type { CrawlStatus } from "../domain/crawl/job.ts";
import { MAX_JOB_MS } from "../domain/crawl/job.ts";
import { type Problem, type ProblemCode, problem } from "../domain/problem.ts";
import { describeFault, log } from "../lib/log.ts";
import { waitFor } from "../lib/timeout.ts";
import type { Discovery } from "./discovery.ts";
import type { JobRecord, JobStore } from "./job-store.ts";
import type { VisitOutcome } from "./outcome.ts";
import { MOST_TRIES, type PageTable, type QueuedPage } from "./page-table.ts";
import type { SitemapReading } from "./sitemap-reading.ts";
import type { Sites } from "./sites.ts";
import type { Visitor } from "./visitor.ts";

/** Pages that are visited at a time. */
const CONCURRENCY = 4;
/** So long, and for so many pages, an alarm works: the platform bounds what one may take. */
const SLICE_MS = 60_000;
const SLICE_PAGES = 50;
/** Among so many waiting pages the one is looked for whose host is free first. */
const LOOKED_THROUGH = 50;

/** Refusals that say nothing of the page: there was no browser for it, or no model. */
const BUSY: ReadonlySet<ProblemCode> = new Set([
	"rate_limited",
	"model_rate_limited",
	"no_browser_available",
	"session_unavailable",
]);
/** What ends a job: the account has nothing left today. */
const USED_UP: ReadonlySet<ProblemCode> = new Set(["browser_time_exceeded", "token_budget_exceeded"]);
/** What a model refuses now, and not what it was asked. */
const MODEL_BUSY: ReadonlySet<ProblemCode> = new Set([
	"model_rate_limited",
	"model_timed_out",
	"model_unavailable",
]);
/** Answers of a site that ask to come again. */
const COME_AGAIN: ReadonlySet<number> = new Set([429, 503]);

type Had = Extract<VisitOutcome, { readonly kind: "page" }>;

interface CrawlerParts {
	readonly store: JobStore;
	readonly pages: PageTable;
	readonly results: CrawlPages;
	readonly sites: Sites;
	readonly discovery: Discovery;
	readonly sitemaps: SitemapReading;
	readonly visitor: Visitor;
	/** What a page's content depends on beside its address. */
	readonly kind: string;
	/** How long a page waits for its second try, in milliseconds; for its third twice as long. */
	readonly againMs: number;
}

/** Works a job off: what its tables hold is all that it goes by, so it goes on wherever it was stopped. */
export class Crawler {
	readonly #parts: CrawlerParts;
	readonly #underWay = new Set<number>();
	readonly #stop = new AbortController();
	#end: CrawlStatus | undefined;

	constructor(parts: CrawlerParts) {
		this.#parts = parts;
	}

	/** Nothing more is begun, and what waits for a site waits no longer. */
	stop(): void {
		this.#stop.abort();
	}

	/**
	 * Visits pages for a while. Gives when to go on, in epoch milliseconds, or how the job has ended. Nothing where it was
	 * ended from outside.
	 */
	async work(job: JobRecord): Promise<number | CrawlStatus | undefined> {
		if (Date.now() > job.createdAt + MAX_JOB_MS) return "cancelled_due_to_timeout";
		const { sitemaps } = this.#parts;
		const endsAt = Date.now() + SLICE_MS;
		if (job.areSitemapsListed) await sitemaps.readOn(endsAt, this.#stop.signal);
		const visits = new Set<Promise<void>>();
		for (let begun = 0; !this.#stop.signal.aborted;) {
			const isFull = visits.size >= CONCURRENCY || begun >= SLICE_PAGES || Date.now() > endsAt;
			const next = isFull ? undefined : this.#choose(endsAt);
			if (next === undefined) {
				if (visits.size === 0) break;
				await Promise.race(visits);
				continue;
			}
			begun += 1;
			this.#underWay.add(next.seq);
			const visit = this.#send(next).finally(() => {
				visits.delete(visit);
				this.#underWay.delete(next.seq);
			});
			visits.add(visit);
		}
		await Promise.all(visits);
		return this.#stop.signal.aborted ? this.#end : this.#goesOnAt();
	}

	/** The waiting page whose turn comes first, unless that is later than `endsAt`. */
	#choose(endsAt: number): QueuedPage | undefined {
		const now = Date.now();
		let first: { readonly page: QueuedPage; readonly at: number } | undefined;
		for (const page of this.#parts.pages.waiting(this.#underWay, LOOKED_THROUGH)) {
			const at = Math.max(page.notBefore, this.#parts.sites.nextTurn(new URL(page.url), now));
			if (first === undefined || at < first.at) first = { page, at };
			if (at <= now) break;
		}
		return first !== undefined && first.at <= endsAt ? first.page : undefined;
	}

	#goesOnAt(): number | CrawlStatus {
		const { pages, sites, sitemaps } = this.#parts;
		const now = Date.now();
		const times = pages
			.waiting(this.#underWay, LOOKED_THROUGH)
			.map(({ url, notBefore }) => Math.max(notBefore, sites.nextTurn(new URL(url), now)));
		const sitemapAt = sitemaps.nextAt(now);
		if (times.length > 0 || sitemapAt !== undefined) return Math.min(...times, sitemapAt ?? Infinity);
		const { completed, errored } = pages.figures;
		return completed === 0 && errored > 0 ? "errored" : "completed";
	}

	async #send(page: QueuedPage): Promise<void> {
		try {
			const recalled = await this.#recall(page);
			const outcome = recalled ?? (await this.#visit(page));
			if (outcome !== undefined) await this.#settle(page, outcome);
		} catch (fault) {
			log("error", "crawl.visit_failed", { fault: describeFault(fault) });
			this.#failed(page, problem("internal", "Internal error."));
		}
	}

	async #recall({ url }: QueuedPage): Promise<VisitOutcome | undefined> {
		const { results, store, kind } = this.#parts;
		const { job } = store;
		if (job === undefined || job.wish.maxAge === 0) return undefined;
		const page = await results.recall(job.account, keyOf(url, kind), job.wish.maxAge * 1_000);
		return page && { kind: "page", page, browserMs: 0 };
	}

	/** What a page comes to, once its host may be asked; nothing where it is not to be visited any more. */
	async #visit(page: QueuedPage): Promise<VisitOutcome | undefined> {
		const { sites, pages, visitor } = this.#parts;
		const url = new URL(page.url);
		if (page.tries >= MOST_TRIES)
			return { kind: "failed", problem: problem("internal", "Each try of it was cut short."), browserMs: 0 };
		await waitFor(page.notBefore - Date.now(), this.#stop.signal);
		await sites.turn(url, this.#stop.signal);
		const isNew = sites.known(url) === undefined;
		if (this.#stop.signal.aborted || !pages.begin(page.seq)) return undefined;
		const rules = await sites.of(url);
		if (!rules.ok) return { kind: "failed", problem: rules.problem, browserMs: 0 };
		if (!rules.value.isAllowed(url) || !rules.value.allowsUse)
			return { kind: "disallowed", reason: "Its site's robots.txt disallows it." };
		// Its robots.txt was a request as well.
		if (isNew) {
			const at = sites.nextTurn(url, Date.now());
			if (at > Date.now() + SLICE_MS) {
				pages.postpone(page.seq, at, { isCounted: false });
				return undefined;
			}
			await sites.turn(url, this.#stop.signal);
		}
		return this.#stop.signal.aborted ? undefined : visitor.visit(page, this.#stop.signal);
	}

	async #settle(page: QueuedPage, outcome: VisitOutcome): Promise<void> {
		if (outcome.kind === "page") await this.#keep(page, outcome);
		else if (outcome.kind === "failed") this.#failed(page, outcome.problem);
		else this.#parts.pages.finish(page.seq, { status: outcome.kind, reason: outcome.reason });
	}

	/** Keeps what a page has, and adds what it leads to: also where a model made nothing of it. */
	async #keep(page: QueuedPage, { page: had, browserMs, unread }: Had): Promise<void> {
		const { pages, results, discovery, store } = this.#parts;
		const { job } = store;
		if (job === undefined || !store.isRunning) return;
		const isFailure = had.status >= 400;
		const isAgain = COME_AGAIN.has(had.status) && page.tries + 1 < MOST_TRIES;
		if (isAgain) return this.#failed(page, problem("navigation_failed", `It answered ${had.status}.`));
		const mayPass = unread !== undefined && MODEL_BUSY.has(unread.code) && page.tries + 1 < MOST_TRIES;
		if (unread !== undefined && (mayPass || USED_UP.has(unread.code))) return this.#failed(page, unread);
		const final = crawlAddress(had.finalUrl);
		if (page.depth === 0) await this.#arrive(final);
		if (final !== undefined && !pages.claim(page.seq, final) && page.depth > 0) {
			const reason = "It leads to another page of the job.";
			pages.finish(page.seq, { status: "skipped", reason, browserMs });
			return;
		}
		const owner = { account: job.account, jobId: job.id };
		const size = await results.put(owner, page.seq, had);
		if (!size.ok) return this.#failed(page, size.problem);
		if (!isFailure) await discovery.follow(had.links, page.depth);
		const { status, finalUrl: url, title } = had;
		const isKept = pages.finish(page.seq, {
			status: isFailure || unread !== undefined ? "errored" : "completed",
			metadata: { status, url, title },
			size: size.value,
			browserMs,
			...(unread !== undefined && { reason: unread.message }),
		});
		if (!isKept) await results.delete(owner, page.seq);
		else if (!isFailure && unread === undefined && job.wish.maxAge > 0)
			await results.remember(owner, page.seq, keyOf(page.url, this.#parts.kind));
	}

	/** The start's own host is the job's, and the sitemaps there come before what pages link to. */
	async #arrive(final: URL | undefined): Promise<void> {
		const { store, sitemaps } = this.#parts;
		const { job } = store;
		if (job === undefined) return;
		store.job = { ...job, site: final?.href ?? job.site };
		await sitemaps.list(final ?? new URL(job.wish.url));
		await sitemaps.readOn(Date.now() + SLICE_MS, this.#stop.signal);
	}

	#failed(page: QueuedPage, why: Problem): void {
		const { pages, againMs } = this.#parts;
		if (USED_UP.has(why.code)) {
			this.#end = "cancelled_due_to_limits";
			this.stop();
			return;
		}
		const askedMs = (why.retryAfterS ?? 0) * 1_000;
		const tries = page.tries + 1;
		if (BUSY.has(why.code)) {
			pages.postpone(page.seq, Date.now() + Math.max(askedMs, againMs), { isCounted: false });
		} else if (tries < MOST_TRIES) {
			pages.postpone(page.seq, Date.now() + Math.max(askedMs, againMs * tries), { isCounted: true });
		} else pages.finish(page.seq, { status: "errored", reason: why.message });
	}
}

/** By what a page is found that another job had. */
const keyOf = (url: string, kind: string): string => JSON.stringify([url, kind]);

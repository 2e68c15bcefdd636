import { MOST_ROBOTS, readRobots, type Robots, robotsOfAnswer, sitemapsIn } from "../content/robots.ts";
import { MAX_JOB_MS } from "../domain/crawl/job.ts";
import type { Problem } from "../domain/problem.ts";
import { ok, type Result } from "../domain/result.ts";
import { waitFor } from "../lib/timeout.ts";
import type { CrawlWish } from "./job-store.ts";
import { bodyOf, CRAWLER, plainFetch } from "./plain-fetch.ts";

/** Between two requests to a host whose robots.txt does not say. */
const USUAL_DELAY_MS = 500;
const PATIENCE_MS = 10_000;
/** Of those that a robots.txt names. */
const MOST_SITEMAPS = 50;
/** The rules of more sites than this are not all kept. */
const MOST_SITES = 1_000;

/** How much a job wants to do with content, from the least that a site may allow. */
const USES = ["immediate", "reference", "full"];

/** What a site wants of a job. */
export interface SiteRules {
	isAllowed(url: URL): boolean;
	/** Whether it allows what the job is for. */
	readonly allowsUse: boolean;
	readonly delayMs: number;
	readonly sitemaps: readonly string[];
}

interface SitesParts {
	readonly fetcher: Pick<Fetcher, "fetch">;
	readonly wish: Pick<CrawlWish, "crawlPurposes" | "contentUse">;
	readonly refusal: (url: URL) => Problem | undefined;
}

/** What the sites of a job want, from the robots.txt of each, and when each may be asked again. */
export class Sites {
	readonly #parts: SitesParts;
	readonly #known = new Map<string, SiteRules>();
	readonly #asking = new Map<string, Promise<Result<SiteRules>>>();
	/** When each host may be asked again. */
	readonly #freeAt = new Map<string, number>();
	/** The same with those who wait for it. */
	readonly #expectedAt = new Map<string, number>();
	readonly #turns = new Map<string, Promise<void>>();

	constructor(parts: SitesParts) {
		this.#parts = parts;
	}

	/** The rules of a site that has been asked. */
	known({ origin }: URL): SiteRules | undefined {
		return this.#known.get(origin);
	}

	/** The rules of an address's site, which is asked where it has not been; refuses where there is no such site. */
	async of(url: URL): Promise<Result<SiteRules>> {
		const known = this.#known.get(url.origin);
		if (known !== undefined) return ok(known);
		const asking = this.#asking.get(url.origin) ?? this.#ask(url);
		this.#asking.set(url.origin, asking);
		try {
			return await asking;
		} finally {
			this.#asking.delete(url.origin);
		}
	}

	/** Waits until a host may be asked; the next one waits for as long as the site wants from then on. */
	async turn(url: URL, signal: AbortSignal): Promise<void> {
		const { host } = url;
		this.#expectedAt.set(host, this.nextTurn(url, Date.now()) + this.#delayMs(url));
		const before = this.#turns.get(host);
		const mine = this.#await(url, before, signal);
		this.#turns.set(host, mine);
		await mine;
	}

	/** When a host may be asked again, as far as can be told; epoch milliseconds. */
	nextTurn({ host }: URL, now: number): number {
		return Math.max(now, this.#freeAt.get(host) ?? 0, this.#expectedAt.get(host) ?? 0);
	}

	async #await(url: URL, before: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
		await before;
		// By when the one before did go out: a timer may be late.
		await waitFor((this.#freeAt.get(url.host) ?? 0) - Date.now(), signal);
		this.#freeAt.set(url.host, Date.now() + this.#delayMs(url));
	}

	#delayMs(url: URL): number {
		return this.known(url)?.delayMs ?? USUAL_DELAY_MS;
	}

	async #ask(url: URL): Promise<Result<SiteRules>> {
		const { fetcher, refusal } = this.#parts;
		const address = new URL("/robots.txt", url.origin);
		const answer = await plainFetch(fetcher, address, { timeoutMs: PATIENCE_MS, refusal });
		if (!answer.ok) return answer;
		const { status } = answer.value.response;
		const isText = status >= 200 && status < 300;
		const bytes = isText ? await bodyOf(answer.value, MOST_ROBOTS + 1) : undefined;
		if (!isText) await answer.value.response.body?.cancel();
		// One that breaks off, or never ends, could not be read.
		const isUnread = isText && bytes === undefined;
		const text = robotsOfAnswer(isUnread ? null : status, new TextDecoder().decode(bytes));
		const rules = this.#rulesFrom(text, url);
		if (this.#known.size >= MOST_SITES) this.#known.clear();
		this.#known.set(url.origin, rules);
		this.#freeAt.set(url.host, Date.now() + rules.delayMs);
		return ok(rules);
	}

	#rulesFrom(text: string, { origin }: URL): SiteRules {
		const robots = readRobots(text, origin);
		const delayS = robots.crawlDelayS(CRAWLER) ?? -1;
		return {
			isAllowed: ({ href }) => robots.isAllowed(href, CRAWLER),
			allowsUse: this.#allowsUse(robots),
			// What is longer than a job may take comes to the same.
			delayMs: delayS >= 0 ? Math.min(delayS * 1_000, MAX_JOB_MS) : USUAL_DELAY_MS,
			sitemaps: sitemapsIn(text, origin, MOST_SITEMAPS),
		};
	}

	#allowsUse(robots: Robots): boolean {
		const { crawlPurposes, contentUse } = this.#parts.wish;
		const signals = robots.signals(CRAWLER);
		const use = USES.indexOf(signals.get("use") ?? "full");
		return (
			crawlPurposes.every((purpose) => signals.get(purpose) !== "no") &&
			(use === -1 || use >= USES.indexOf(contentUse))
		);
	}
}

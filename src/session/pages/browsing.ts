import type { BrowserPort } from "../../browser/port.ts";
import type { BatchReport, CommandHost, CommandRequest } from "../../commands/runner.ts";
import { problem, type Problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { CrawlReport, CrawlRequest } from "../crawl/crawl-report.ts";
import type { MachineFence } from "../fence/machine-fence.ts";
import { runCrawl } from "../crawl/run-crawl.ts";
import type { Records } from "../archive/archive.ts";
import { Driver } from "./driver.ts";
import type { Running } from "../life/lifetime.ts";
import type { Starts } from "../link/starts.ts";
import type { SessionStore } from "../store.ts";
import { keepPicture, scrape, type Scraped, type ScrapeRequest } from "./scrape.ts";

export interface BrowsingParts {
	readonly starts: Starts;
	readonly fence: Pick<MachineFence, "commands">;
	readonly browser: BrowserPort;
	readonly store: Pick<SessionStore, "lastTab">;
	/** Bounds each answer of the browser, in milliseconds. */
	readonly timeoutMs: number;
	/** Called with each tab that becomes the current one of commands. */
	readonly onTab: (tabId: string) => void;
	/** Where what is done is written down, and what is made is kept. */
	readonly records: Records;
	readonly model: CommandHost["model"];
	/** Why the session can't be used any more; `undefined` when it can. */
	readonly whyOver: () => Promise<Problem | undefined>;
}

/** A crawl's report, with what ended its session where that did. */
export interface CrawlOutcome extends CrawlReport {
	readonly lost?: Problem;
}

/** What Berth itself does in a session's pages. Commands and scrapes come one after another, in the tab that was used last. */
export class Browsing {
	/** The tabs that Berth opened for itself, which are no commands' concern. */
	readonly hiddenTabs = new Set<string>();
	readonly #parts: BrowsingParts;
	readonly #driver: Driver;
	#isCrawling = false;

	constructor(parts: BrowsingParts) {
		this.#parts = parts;
		this.#driver = new Driver({
			port: parts.browser,
			fence: parts.fence,
			starts: parts.starts,
			host: { ...parts.records.commands, model: parts.model },
			store: parts.store,
			hiddenTabs: this.hiddenTabs,
			onTab: parts.onTab,
		});
	}

	/** Whether commands answer the pages' dialogs. */
	get isDriving(): boolean {
		return this.#driver.isAttached;
	}

	run({ browserId }: Running, commands: readonly CommandRequest[]): Promise<Result<BatchReport>> {
		return this.#driver.run(browserId, commands);
	}

	async scrape({ browserId, cdp }: Running, request: ScrapeRequest): Promise<Result<Scraped>> {
		const { actions, artifacts } = this.#parts.records;
		const { url, formats, hasScreenshot } = request;
		const asked = { url, formats, ...(hasScreenshot && { screenshot: true }) };
		const scraping = () => this.#driver.inTab(browserId, (tab) => scrape(cdp, tab, request));
		const scraped = await actions.during("scrape", asked, scraping);
		return scraped.ok ? ok(await keepPicture(scraped.value, artifacts)) : scraped;
	}

	/** Crawls in tabs of its own, beside whatever else is done. Refuses with `session_busy` while another crawl does. */
	crawl(running: Running, request: CrawlRequest): Promise<Result<CrawlOutcome>> {
		const { url, limit, maxDepth } = request;
		const crawling = () => this.#crawl(running, request);
		return this.#parts.records.actions.during("crawl", { url, limit, maxDepth }, crawling);
	}

	async #crawl({ browserId }: Running, request: CrawlRequest): Promise<Result<CrawlOutcome>> {
		if (this.#isCrawling) return refuse(problem("session_busy", "This session is crawling already.", 1));
		this.#isCrawling = true;
		const { browser, timeoutMs, whyOver } = this.#parts;
		try {
			const report = await runCrawl(request, { browser, browserId, hiddenTabs: this.hiddenTabs, timeoutMs });
			if (!report.ok || report.value.stopped !== "browser_lost") return report;
			const lost = (await whyOver()) ?? connectionLost;
			return report.value.pages.length === 0 ? refuse(lost) : ok({ ...report.value, lost });
		} finally {
			this.#isCrawling = false;
		}
	}
}

const connectionLost = problem("browser_unreachable", "The connection to the browser was lost.", 1);

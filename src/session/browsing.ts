import type { BrowserPort } from "../browser/port.ts";
import type { BatchReport, CommandRequest } from "../commands/runner.ts";
import type { Result } from "../domain/result.ts";
import { Driver } from "./driver.ts";
import type { Running } from "./lifetime.ts";
import { scrape, type Scraped, type ScrapeRequest } from "./scrape.ts";

/** What Berth itself does in a session's pages: commands and scrapes one after another, in the tab that was used last. */
export class Browsing {
	/** The tabs that Berth opened for itself, which are nobody's. */
	readonly ownTabs = new Set<string>();
	readonly #driver: Driver;

	constructor(browser: BrowserPort) {
		this.#driver = new Driver(browser, this.ownTabs);
	}

	run({ browserId }: Running, commands: readonly CommandRequest[]): Promise<Result<BatchReport>> {
		return this.#driver.run(browserId, commands);
	}

	scrape({ browserId, cdp }: Running, request: ScrapeRequest): Promise<Result<Scraped>> {
		return this.#driver.inTab(browserId, (tab) => scrape(cdp, tab, request));
	}
}

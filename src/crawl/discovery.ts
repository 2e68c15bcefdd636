import { crawlAddress, looksLikeFile } from "../content/crawl-address.ts";
import { isInScope } from "../content/crawl-scope.ts";
import { urlFilter } from "../content/url-pattern.ts";
import { FairShare } from "../lib/turns-of-others.ts";
import type { CrawlTrust, CrawlWish } from "./job-store.ts";
import type { PageTable } from "./page-table.ts";
import { refusalOfAddress } from "./reachable.ts";
import type { Sites } from "./sites.ts";

/** What each character of a link costs beside the patterns: it is parsed and compared. */
const LINK_STEPS = 50;

interface DiscoveryParts {
	readonly wish: CrawlWish;
	readonly trust: CrawlTrust;
	readonly pages: Pick<PageTable, "add" | "hasRoom">;
	readonly sites: Pick<Sites, "known">;
	/** The page whose host is the job's. */
	readonly site: () => URL;
}

/** Decides what becomes of the addresses that a job comes across. */
export class Discovery {
	readonly #parts: DiscoveryParts;
	readonly #isWanted: (url: URL) => boolean;
	readonly #steps: number;

	constructor(parts: DiscoveryParts) {
		this.#parts = parts;
		const { includePatterns, excludePatterns } = parts.wish.options;
		this.#isWanted = urlFilter(includePatterns, excludePatterns);
		this.#steps = LINK_STEPS + [...includePatterns, ...excludePatterns].join("").length;
	}

	/** Whether another address could still be visited. */
	get hasRoom(): boolean {
		return this.#parts.pages.hasRoom;
	}

	/** Whether a page's final address is one that the job goes to. */
	isWanted(url: URL): boolean {
		const { wish, trust, site } = this.#parts;
		return (
			isInScope(url, site(), wish.options) &&
			refusalOfAddress(url, trust) === undefined &&
			this.#isWanted(url)
		);
	}

	/**
	 * Adds an address at so many links from the start. `lastModified`, in epoch milliseconds, is what a sitemap says.
	 * `false` once no address could be visited any more.
	 */
	add(link: string, depth: number, lastModified?: number): boolean {
		const { wish, pages, sites } = this.#parts;
		const url = crawlAddress(link);
		if (url === undefined || depth > wish.depth) return pages.hasRoom;
		const since = (wish.modifiedSince ?? 0) * 1_000;
		const isOld = lastModified !== undefined && lastModified < since;
		if (isOld || !this.isWanted(url)) pages.add(url, depth, "skipped");
		else if (sites.known(url)?.isAllowed(url) === false) pages.add(url, depth, "disallowed");
		else pages.add(url, depth, "queued", looksLikeFile(url));
		return pages.hasRoom;
	}

	/** Adds what a page leads to that is so many links from the start. */
	async follow(links: readonly string[], depth: number): Promise<void> {
		if (this.#parts.wish.source === "sitemaps") return;
		const share = new FairShare();
		for (const link of links) {
			if (!this.add(link, depth + 1)) return;
			await share.took(link.length * this.#steps);
		}
	}
}

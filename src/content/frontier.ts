import { addressKey, crawlAddress, isSameHost, looksLikeFile } from "./crawl-address.ts";

/** A page of links may have thousands; what waits beyond this would not be reached. */
const MOST_WAITING = 10_000;
/** A site whose links lead to more files than this has no pages among them that are worth the time. */
const MOST_FILES = 100;

export interface CrawlBounds {
	/** Pages that are taken at most. */
	readonly limit: number;
	/** Links from the start at most; 0 is the start alone. */
	readonly maxDepth: number;
	/** Whether a page is taken. The start always is. */
	readonly isWanted: (url: URL) => boolean;
}

export interface Visit {
	readonly url: URL;
	readonly depth: number;
}

/**
 * What a crawl visits next: breadth first, on one host, no page twice, by whichever address. What looks like a file comes
 * when no page is waiting.
 */
export class Frontier {
	readonly #bounds: CrawlBounds;
	readonly #seen = new Set<string>();
	readonly #waiting: Visit[] = [];
	readonly #likeFiles: Visit[] = [];
	#site: URL;
	#taken = 0;
	#files = 0;

	constructor(start: URL, bounds: CrawlBounds) {
		this.#bounds = bounds;
		this.#site = start;
		this.#add({ url: crawlAddress(start.href) ?? start, depth: 0 });
	}

	/** Pages that were taken, or are known and would be: what a crawl calls its total. */
	get total(): number {
		return Math.min(this.#taken + this.#waiting.length, this.#bounds.limit);
	}

	/** Whether pages are known that the limit leaves out. */
	get hasMore(): boolean {
		return this.#waiting.length + this.#likeFiles.length > 0;
	}

	/** The next page; `undefined` when there is none now, though one that is being visited may yet lead to more. */
	next(): Visit | undefined {
		if (this.#taken >= this.#bounds.limit) return undefined;
		const visit = this.#waiting.shift() ?? this.#likeFiles.shift();
		if (visit !== undefined) this.#taken += 1;
		return visit;
	}

	/**
	 * Where a visit ended after its redirects. `false` for what is to be left: a page that was taken already, one of
	 * another host, or an unwanted one; its place in the limit is free again. The start may move the crawl to another host.
	 */
	arrive(visit: Visit, finalUrl: string): boolean {
		const final = crawlAddress(finalUrl);
		if (final !== undefined && visit.depth === 0) this.#site = final;
		if (final !== undefined && addressKey(final) === addressKey(visit.url)) return true;
		const isTaken =
			final !== undefined &&
			isSameHost(final, this.#site) &&
			!this.#seen.has(addressKey(final)) &&
			(visit.depth === 0 || this.#bounds.isWanted(final));
		if (isTaken) this.#seen.add(addressKey(final));
		else this.leave();
		return isTaken;
	}

	/** A page that was taken is not visited after all: its place in the limit is free again. */
	leave(): void {
		this.#taken -= 1;
	}

	/** What was taken is a file. */
	leaveFile(): void {
		this.leave();
		this.#files += 1;
		if (this.#files >= MOST_FILES) this.#likeFiles.length = 0;
	}

	/** The links of a page that was visited. */
	found(visit: Visit, links: readonly string[]): void {
		if (visit.depth >= this.#bounds.maxDepth) return;
		for (const link of links) {
			if (this.#waiting.length + this.#likeFiles.length >= MOST_WAITING) return;
			const url = crawlAddress(link);
			if (url === undefined || !isSameHost(url, this.#site)) continue;
			if (this.#files >= MOST_FILES && looksLikeFile(url)) continue;
			if (!this.#seen.has(addressKey(url)) && this.#bounds.isWanted(url))
				this.#add({ url, depth: visit.depth + 1 });
		}
	}

	#add(visit: Visit): void {
		this.#seen.add(addressKey(visit.url));
		const isLater = visit.depth > 0 && looksLikeFile(visit.url);
		(isLater ? this.#likeFiles : this.#waiting).push(visit);
	}
}

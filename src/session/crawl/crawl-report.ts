import type { Content } from "../../content/formats.ts";
import type { Problem } from "../../domain/problem.ts";
import type { PageSelection } from "../pages/read-page.ts";

/** What is asked of a site. */
export interface CrawlRequest extends PageSelection {
	readonly url: string;
	/** Pages at most. */
	readonly limit: number;
	/** Links from the start at most. */
	readonly maxDepth: number;
	/** Globs over paths. */
	readonly includePaths: readonly string[];
	readonly excludePaths: readonly string[];
	readonly ignoresRobots: boolean;
	/** How long each page has for its scripts once it is loaded, in milliseconds. */
	readonly waitMs: number;
	/** For the whole, in milliseconds. */
	readonly timeoutMs: number;
	/** Pages that are loaded at a time. */
	readonly concurrency: number;
}

/** Why a crawl ended before there was nothing left. */
export type CrawlStop = "limit" | "timeout" | "size" | "browser_lost";

export interface CrawledPage {
	readonly url: string;
	readonly depth: number;
	readonly content?: Content;
	/** A PNG in base64. */
	readonly screenshot?: string;
	/** The formats that were cut, or left out, for their size. */
	readonly truncated?: readonly string[];
	/** Why there is no content. */
	readonly problem?: Problem;
}

export interface CrawlReport {
	/** In the order in which they were found. */
	readonly pages: readonly CrawledPage[];
	/** Pages that were visited, or would have been next. */
	readonly total: number;
	readonly stopped?: CrawlStop;
}

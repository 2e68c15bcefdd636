import { allows, type CrawlerRules, readGroups, rulesFor } from "./robots-groups.ts";
import { comparablePath } from "./robots-path.ts";
import { webAddress } from "./web-address.ts";

/** As much as RFC 9309, 2.5, has a crawler read. */
export const MOST_ROBOTS = 500 * 1024;

/** What a site's robots.txt says. */
export interface Robots {
	/** Whether a crawler with this product token may fetch the address; one of another site always may. */
	isAllowed(url: string, userAgent: string): boolean;
	/** Seconds to leave between two requests, where it says. */
	crawlDelayS(userAgent: string): number | undefined;
	/** What it says of the use of the content, in lower case, such as that `ai-train` is `no`. */
	signals(userAgent: string): ReadonlyMap<string, string>;
}

/** `siteUrl` is any address of the site that the robots.txt is of. */
export function readRobots(robotsTxt: string, siteUrl: string): Robots {
	const groups = readGroups(wholeLines(robotsTxt));
	const { origin } = new URL(siteUrl);
	const known = new Map<string, CrawlerRules>();
	const rulesOf = (userAgent: string): CrawlerRules => {
		const rules = known.get(userAgent) ?? rulesFor(groups, userAgent);
		known.set(userAgent, rules);
		return rules;
	};
	return {
		isAllowed: (address, userAgent) => {
			const url = URL.parse(address);
			if (url === null || url.origin !== origin) return true;
			return allows(rulesOf(userAgent).rules, comparablePath(url.pathname + url.search));
		},
		crawlDelayS: (userAgent) => rulesOf(userAgent).crawlDelayS,
		signals: (userAgent) => rulesOf(userAgent).signals,
	};
}

const SITEMAP = /^\uFEFF?[^\S\r\n]*sitemap[^\S\r\n]*:([^#]*)/i;

/** The sitemaps that a robots.txt names, `most` at most. They are for every crawler, wherever they stand. */
export function sitemapsIn(robotsTxt: string, siteUrl: string, most: number): readonly string[] {
	const found = new Set<string>();
	for (const line of wholeLines(robotsTxt).split(/\r\n|\r|\n/)) {
		const [, written = ""] = SITEMAP.exec(line) ?? [];
		const address = webAddress(written, siteUrl);
		if (address !== undefined && found.size < most) found.add(address);
	}
	return [...found];
}

/**
 * The rules that an answer for robots.txt means, by RFC 9309, 2.3.1: none where there is no such file, and that nothing
 * is allowed where the site could not say. `status` is `null` for no answer.
 */
export function robotsOfAnswer(status: number | null, body: string): string {
	if (status !== null && status >= 200 && status < 300) return body;
	return status !== null && status >= 400 && status < 500 ? "" : "User-agent: *\nDisallow: /";
}

/** The beginning of a text that is too long; half a line would be another rule, such as `Disallow: /`. */
function wholeLines(robotsTxt: string): string {
	if (robotsTxt.length <= MOST_ROBOTS) return robotsTxt;
	const end = Math.max(robotsTxt.lastIndexOf("\n", MOST_ROBOTS), robotsTxt.lastIndexOf("\r", MOST_ROBOTS));
	return robotsTxt.slice(0, Math.max(end, 0));
}

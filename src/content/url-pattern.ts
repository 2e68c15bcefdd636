import { matches, type Token } from "./path-glob.ts";

/**
 * A matcher for the patterns of a crawl job: `*` stands for anything but a slash, `**` for anything, every other character
 * for itself. A pattern that begins with a slash is compared with the path and the query, any other with the whole address.
 * It takes time in proportion to the pattern and the address.
 */
export function urlPattern(pattern: string): (url: URL) => boolean {
	const tokens = (pattern.match(/\*{2,}|[^]/gu) ?? []).map((text): Token => {
		if (text.startsWith("**")) return "anything";
		return text === "*" ? "any" : { character: text };
	});
	const isPath = pattern.startsWith("/");
	return (url) => {
		const path = url.pathname + url.search;
		return matches(tokens, Array.from(isPath ? path : url.origin + path));
	};
}

/** Whether a crawl job takes an address: one of the included, where there are any, and none of the excluded. */
export function urlFilter(include: readonly string[], exclude: readonly string[]): (url: URL) => boolean {
	const included = include.map(urlPattern);
	const excluded = exclude.map(urlPattern);
	return (url) =>
		(included.length === 0 || included.some((isMatch) => isMatch(url))) &&
		!excluded.some((isMatch) => isMatch(url));
}

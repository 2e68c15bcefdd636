/** Each costs time on every link of a site. */
const MOST_ALTERNATIVES = 50;
/** Of all globs of a crawl: they cost some 10 ms for a path of 2000 characters. */
export const MOST_TOKENS = 5_000;

export type Token = "any" | "anything" | "anything below" | "one" | { readonly character: string };

/**
 * A matcher for globs over paths: `*` within a segment, `**` across them, `?`, `{a,b}`. A glob without a slash matches a
 * segment anywhere, one with a scheme the whole address; a slash at the end makes no difference.
 *
 * It takes time in proportion to the glob and the path. The well-known matchers make regular expressions of globs, and
 * those take seconds for a few stars and a path of some hundred letters, which is the crawled site's choice.
 */
export function pathGlob(glob: string): (url: URL) => boolean {
	const isAddress = glob.includes("://");
	const patterns = patternsOf(glob);
	return (url) => {
		const path = Array.from(withoutSlash(isAddress ? url.origin + url.pathname : url.pathname));
		return patterns.some((pattern) => matches(pattern, path));
	};
}

/**
 * Steps that each character of a path costs at most: the tokens of the globs, with all their alternatives. Those beyond
 * {@link MOST_TOKENS} are not counted.
 */
export function tokenCount(globs: readonly string[]): number {
	let count = 0;
	for (const glob of globs) {
		if (count > MOST_TOKENS) break;
		for (const pattern of patternsOf(glob)) count += pattern.length;
	}
	return count;
}

function patternsOf(glob: string): Token[][] {
	const isAddress = glob.includes("://");
	return [...alternatives(glob)].map((pattern) => tokens(isAddress ? pattern : rooted(pattern)));
}

/** Whether a crawl takes a path: one of the included, where there are any, and none of the excluded. */
export function pathFilter(include: readonly string[], exclude: readonly string[]): (url: URL) => boolean {
	const included = include.map(pathGlob);
	const excluded = exclude.map(pathGlob);
	return (url) =>
		(included.length === 0 || included.some((isMatch) => isMatch(url))) &&
		!excluded.some((isMatch) => isMatch(url));
}

function rooted(glob: string): string {
	if (glob === "" || glob.startsWith("/")) return `/${glob.slice(1)}`;
	return glob.includes("/") ? `/${glob}` : `/**/${glob}`;
}

/** `{a,b}` taken apart, the innermost first; each once, and so many of them. */
function alternatives(glob: string): ReadonlySet<string> {
	let globs: ReadonlySet<string> = new Set([glob]);
	for (;;) {
		const split = new Set<string>();
		let hasBraces = false;
		for (const each of globs) {
			if (split.size === MOST_ALTERNATIVES) break;
			const braces = /\{([^{}]*)\}/.exec(each);
			hasBraces ||= braces !== null;
			const [whole, choices] = braces ?? ["", undefined];
			const start = each.slice(0, braces?.index ?? 0);
			const end = each.slice(start.length + whole.length);
			for (const choice of choices?.split(",") ?? [""])
				if (split.size < MOST_ALTERNATIVES) split.add(start + choice + end);
		}
		if (!hasBraces) return globs;
		globs = split;
	}
}

const TOKEN = /\/\*\*(?=\/|$)|\*{2,}|[^]/gu;

const tokens = (glob: string): Token[] =>
	(withoutSlash(glob).match(TOKEN) ?? []).flatMap((text): Token[] => {
		if (text === "/**") return ["anything below"];
		if (text.startsWith("**")) return ["anything"];
		if (text === "*") return ["any"];
		if (text === "?") return ["one"];
		return Array.from(text, (character) => ({ character }));
	});

/** Follows all the ways at once that the tokens may take: a place of the path that is reached may be where they end. */
export function matches(pattern: readonly Token[], path: readonly string[]): boolean {
	let reached = new Uint8Array(path.length + 1);
	reached[0] = 1;
	for (const token of pattern) {
		reached = step(token, reached, path);
		if (!reached.includes(1)) return false;
	}
	return reached.at(-1) === 1;
}

/** The places that are reached once a token has been taken, from those that were before it. */
function step(token: Token, from: Uint8Array, path: readonly string[]): Uint8Array<ArrayBuffer> {
	const to = new Uint8Array(from.length);
	let goesOn = false;
	for (let place = 0; place < from.length; place += 1) {
		const isHere = from[place] === 1;
		const before = path[place - 1];
		const wasBefore = place > 0 && from[place - 1] === 1;
		if (token === "anything") goesOn ||= isHere;
		else if (token === "any") goesOn = isHere || (goesOn && before !== "/");
		else if (token === "anything below") goesOn ||= wasBefore && before === "/";
		else goesOn = wasBefore && (token === "one" ? before !== "/" : before === token.character);
		to[place] = Number(goesOn || (token === "anything below" && isHere));
	}
	return to;
}

const withoutSlash = (path: string): string =>
	path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;

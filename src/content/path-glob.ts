/** Each costs time on every link of a site. */
const MOST_ALTERNATIVES = 50;

type Token = "any" | "anything" | "anything below" | "one" | { readonly character: string };

/**
 * A matcher for globs over paths: `*` within a segment, `**` across them, `?`, `{a,b}`. A glob without a slash matches a
 * segment anywhere, one with a scheme the whole address; a slash at the end makes no difference.
 *
 * It takes time in proportion to the glob and the path. The well-known matchers make regular expressions of globs, and
 * those take seconds for a few stars and a path of some hundred letters, which is the crawled site's choice.
 */
export function pathGlob(glob: string): (url: URL) => boolean {
	const isAddress = glob.includes("://");
	const patterns = alternatives([glob]).map((pattern) => tokens(isAddress ? pattern : rooted(pattern)));
	return (url) => {
		const path = withoutSlash(isAddress ? url.origin + url.pathname : url.pathname);
		return patterns.some((pattern) => matches(pattern, path));
	};
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

/** `{a,b}` taken apart, the innermost first. */
function alternatives(globs: readonly string[]): readonly string[] {
	const split = globs.flatMap((glob) => {
		const braces = /\{([^{}]*)\}/.exec(glob);
		if (braces === null) return [glob];
		const [whole, choices = ""] = braces;
		const after = glob.slice(braces.index + whole.length);
		return choices.split(",").map((choice) => glob.slice(0, braces.index) + choice + after);
	});
	return split.length === globs.length && split.every((glob, index) => glob === globs[index])
		? split
		: alternatives(split.slice(0, MOST_ALTERNATIVES));
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

/** Follows all the ways at once that the tokens may take: `reached` are the places in the path where they may end. */
function matches(pattern: readonly Token[], path: string): boolean {
	let reached: readonly boolean[] = [true, ...Array.from(path, () => false)];
	const characters = Array.from(path);
	for (const token of pattern) reached = step(token, reached, characters);
	return reached.at(-1) === true;
}

function step(token: Token, from: readonly boolean[], path: readonly string[]): readonly boolean[] {
	if (token === "anything below") {
		const below = step("anything", step({ character: "/" }, from, path), path);
		return from.map((isHere, place) => isHere || below[place] === true);
	}
	const to: boolean[] = [];
	for (const [place, isHere] of from.entries()) {
		const before = path[place - 1];
		const wasBefore = place > 0 && from[place - 1] === true;
		const goesOn = place > 0 && to[place - 1] === true;
		if (token === "anything") to.push(isHere || goesOn);
		else if (token === "any") to.push(isHere || (goesOn && before !== "/"));
		else if (token === "one") to.push(wasBefore && before !== "/");
		else to.push(wasBefore && before === token.character);
	}
	return to;
}

const withoutSlash = (path: string): string =>
	path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;

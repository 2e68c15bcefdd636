const FUNCTION = /url\(|image-set\(/gi;
const SPACE = /\s*/y;
const COMES_ALONG = /\s*(?:["']\s*)?data:/iy;

/**
 * Declarations of style, or rules, that load nothing. What is a part of some document, as a gradient is, is taken for one
 * of the page's own: rrweb makes its address a whole one.
 */
export const cleanStyle = (css: string): string =>
	withoutAddresses(
		css
			.replaceAll(/\\(?:\\|([\da-f]{1,6})\s?|([g-z]))/gi, unescapedLetter)
			.replaceAll(/@import[^;]*(?:;|$)/gi, ""),
	);

/** Goes through the text once: what has no end goes on to the end of the text, as it does for a browser. */
function withoutAddresses(css: string): string {
	let cleaned = "";
	let done = 0;
	for (const { index, 0: opening } of css.matchAll(FUNCTION)) {
		if (index < done) continue;
		const start = index + opening.length;
		const isAddress = opening.length === "url(".length;
		// A picture that comes along may be a drawing with addresses in it, which are looked at next.
		if (isAddress && matchesAt(COMES_ALONG, css, start)) continue;
		const end = isAddress ? endOfAddress(css, start) : endOfFunction(css, start);
		cleaned += css.slice(done, index) + (isAddress ? cleanAddress(css.slice(start, end)) : "none");
		done = end;
	}
	return cleaned + css.slice(done);
}

function matchesAt(sticky: RegExp, css: string, at: number): boolean {
	sticky.lastIndex = at;
	return sticky.test(css);
}

function cleanAddress(content: string): string {
	const address = withoutQuotes(withoutParenthesis(content).trim()).trim();
	const part = /^[^"')#]*(#[^"')]+)$/.exec(address)?.[1];
	return part === undefined ? 'url("data:,")' : `url("${part}")`;
}

const withoutParenthesis = (content: string): string =>
	content.endsWith(")") ? content.slice(0, -1) : content;

const withoutQuotes = (text: string): string =>
	text.startsWith('"') || text.startsWith("'")
		? text.slice(1, text.endsWith(text[0] ?? "") ? -1 : undefined)
		: text;

/** After the parenthesis that closes an address. */
function endOfAddress(css: string, start: number): number {
	SPACE.lastIndex = start;
	const from = start + (SPACE.exec(css)?.[0].length ?? 0);
	const isQuoted = css[from] === '"' || css[from] === "'";
	const after = isQuoted ? endOfText(css, from) : from;
	const end = css.indexOf(")", after);
	return end < 0 ? css.length : end + 1;
}

/** After the parenthesis that closes a function, whatever functions and texts it holds. */
function endOfFunction(css: string, start: number): number {
	let depth = 1;
	for (let at = start; at < css.length; at += 1) {
		const character = css[at];
		if (character === '"' || character === "'") at = endOfText(css, at) - 1;
		else if (character === "(") depth += 1;
		else if (character === ")") depth -= 1;
		if (depth === 0) return at + 1;
	}
	return css.length;
}

/** After the quote that closes the text whose opening one is at `start`. */
function endOfText(css: string, start: number): number {
	const end = css.indexOf(css[start] ?? '"', start + 1);
	return end < 0 ? css.length : end + 1;
}

/** Letters that are written by their numbers are letters, also those of `url`. */
function unescapedLetter(escape: string, code: string | undefined, letter: string | undefined): string {
	const character =
		code === undefined ? letter : String.fromCodePoint(Math.min(parseInt(code, 16), 0x10_ff_ff));
	return character !== undefined && /^[a-z]$/i.test(character) ? character : escape;
}

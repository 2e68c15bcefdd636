import { REDACTED } from "./redact.ts";
import { isSecretName, isTelltaleName } from "./secret-names.ts";

/** A name as programs, JSON, forms and people write it before its value; JSON within JSON escapes its quotes. */
const NAME = /(?<![\w$-])([\w$-]+)(?:\\{0,7}["'`])?\]?\s{0,4}(?:=>|={1,3}|:(?!\/\/))\s{0,4}/g;
const QUOTE = /(\\{0,7})(["'`])/y;
const WORD = /[^\s"'`,;&<>(){}[\]|\\]+/y;
/** What is before the credential itself in a header. */
const SCHEME = /^(?:bearer|basic|digest|negotiate|token|apikey)$/i;
/** Headers that are a list of credentials. */
const WHOLE_LINE = /cookie|authorization/i;
/** A list is hidden as one where its name leaves no doubt. */
const LIST = /\[[^\]]*\]?/y;
const LINE = /[^\r\n"'`]*/y;
/** Values that say what something is, where the name leaves a doubt: a status, a switch, `ERR_NETWORK`. */
const PLAIN = /^(?:\d{1,3}|true|false|null|undefined|none|[A-Z]+(?:_[A-Z]+)*)$/;
const LONGEST_LABEL = 64;
/** In a text, rules and not credentials. */
const NOT_IN_TEXTS = /^(?:policy|ticket)$/i;

/**
 * A text without the values that stand after names of credentials. Each character is looked at once: a value without an
 * end goes on to the text's.
 */
export function withoutSecretPairs(text: string): string {
	let shown = "";
	let done = 0;
	for (const { index, 0: before, 1: name = "" } of text.matchAll(NAME)) {
		const start = index + before.length;
		if (index < done || !isSecretName(name)) continue;
		const [from, to] = valueAt(text, start, name);
		const value = text.slice(from, to);
		if (value === "" || isShown(name, value)) continue;
		shown += text.slice(done, from) + REDACTED;
		done = to;
	}
	return shown + text.slice(done);
}

/** Whether a text that follows another, as in a console, is the value of a credential that the other names. */
export function isSecretPair(label: string, value: string): boolean {
	if (label.length > LONGEST_LABEL || value === "") return false;
	const [name = ""] = label.trim().split(/\s/).slice(-1);
	return /^[\w$-]+$/.test(name) && !isShown(name, value);
}

/** Whether a text may show the value that stands beside a name. */
const isShown = (name: string, value: string): boolean =>
	NOT_IN_TEXTS.test(name) || !isSecretName(name) || (PLAIN.test(value) && !isTelltaleName(name));

/** Where the value of a name is that may begin at `start`. */
function valueAt(text: string, start: number, name: string): readonly [number, number] {
	const [opening = "", escapes = "", quote = ""] = matchAt(QUOTE, text, start);
	const from = start + opening.length;
	if (quote !== "") return [from, closingQuote(text, from, escapes, quote)];
	const list = isTelltaleName(name) ? lengthAt(LIST, text, from) : 0;
	if (list > 0) return [from, from + list];
	if (WHOLE_LINE.test(name)) return [from, from + lengthAt(LINE, text, from)];
	const to = from + lengthAt(WORD, text, from);
	if (!SCHEME.test(text.slice(from, to))) return [from, to];
	const second = to + lengthAt(/\s{0,4}/y, text, to);
	return [from, second + lengthAt(WORD, text, second)];
}

function closingQuote(text: string, from: number, escapes: string, quote: string): number {
	for (let at = from; at < text.length; at += 1) {
		if (escapes !== "" ? text.startsWith(escapes + quote, at) : text[at] === quote) return at;
		if (escapes === "" && text[at] === "\\") at += 1;
	}
	return text.length;
}

function matchAt(sticky: RegExp, text: string, at: number): readonly (string | undefined)[] {
	sticky.lastIndex = at;
	return sticky.exec(text) ?? [];
}

const lengthAt = (sticky: RegExp, text: string, at: number): number =>
	matchAt(sticky, text, at)[0]?.length ?? 0;

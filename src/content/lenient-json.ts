import { parseJson } from "../lib/json.ts";

/** What pages write around JSON in their scripts, from when browsers took scripts for text or XML. */
const WRAPPINGS = ["<!--", "-->", "<![CDATA[", "]]>"];

/** Quotes as templates write them that escape scripts as they do text. */
const ESCAPED_QUOTE = /&(?:quot|#34|#x22);/i;

/**
 * What JSON holds that is written as pages do: with comments, CDATA or a semicolon around it, line breaks in its texts,
 * commas after the last item, or escaped as text of a page is. `undefined` for what is none even so.
 */
export function parseLenientJson(text: string): unknown {
	const value = parseJson(text) ?? parseJson(strictJson(text));
	if (value !== undefined || !ESCAPED_QUOTE.test(text)) return value;
	return parseJson(strictJson(unescaped(text)));
}

const REFERENCES: ReadonlyMap<string, string> = new Map([
	["amp", "&"],
	["apos", "'"],
	["gt", ">"],
	["lt", "<"],
	["quot", '"'],
]);

/** A text with the characters that its character references stand for, of those that templates write. */
const unescaped = (text: string): string =>
	text.replaceAll(
		/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|apos|gt|lt|quot));/gi,
		(reference, decimal, hex, name) => {
			if (typeof name === "string") return REFERENCES.get(name.toLowerCase()) ?? reference;
			const point = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
			return point <= MOST_POINT ? String.fromCodePoint(point) : reference;
		},
	);

const MOST_POINT = 0x10ffff;

/** The JSON in a text that holds more. Takes time in proportion to the text. */
function strictJson(text: string): string {
	const parts: string[] = [];
	let hasComma = false;
	const add = (part: string): void => {
		if (hasComma && part !== "}" && part !== "]") parts.push(",");
		hasComma = false;
		parts.push(part);
	};
	for (let at = 0; at < text.length;) {
		const skipped = lengthBesideJson(text, at);
		if (skipped > 0) {
			at += skipped;
			continue;
		}
		const end = text[at] === '"' ? endOfText(text, at) : at + 1;
		const part = text.slice(at, end);
		if (part === ",") hasComma = true;
		else if (/[\s\uFEFF]/.test(part.charAt(0))) parts.push(" ");
		else add(part.startsWith('"') ? part.replaceAll(CONTROL, escaped) : part);
		at = end;
	}
	return parts.join("");
}

/** How many characters from here on are no JSON: comments, and what is around it; 0 for none. */
function lengthBesideJson(text: string, at: number): number {
	if (text.charAt(at) === ";") return 1;
	const isLineComment = text.startsWith("//", at);
	const wrapping = WRAPPINGS.find((each) => text.startsWith(each, isLineComment ? at + 2 : at));
	if (wrapping !== undefined) return wrapping.length + (isLineComment ? 2 : 0);
	if (isLineComment) return lengthUntil(text, "\n", at);
	return text.startsWith("/*", at) ? lengthUntil(text, "*/", at) : 0;
}

function lengthUntil(text: string, ending: string, at: number): number {
	const end = text.indexOf(ending, at + 2);
	return (end === -1 ? text.length : end + ending.length) - at;
}

/** Behind the quote that ends the text which begins here. */
function endOfText(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
	return at + 1;
}

/** Not in a JSON text as they are. */
const CONTROL = /\p{Cc}/gu;

const escaped = (character: string): string => JSON.stringify(character).slice(1, -1);

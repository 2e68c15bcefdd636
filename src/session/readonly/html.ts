import { redactWhole } from "../../lib/redact-text.ts";
import { type Attribute, localName, shownValues } from "./attributes.ts";

/** A tag, or a comment, or a section of characters. */
const START = /<(?:([^\s<>/=!?"'][^\s<>/="']*)|(!--)|!\[CDATA\[)/g;
const ATTRIBUTE = /[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/y;
const END = /[\s/]*>/y;
/** Their content is no markup. */
const RAW = new Set(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]);

/**
 * A document or an element, as HTML or XML, as a read-only connection is shown it (see {@link shownValues}). Goes through
 * the text once: what has no end goes on to the end of the text.
 */
export function shownHtml(html: string): string {
	let shown = "";
	let done = 0;
	for (const { index, 0: opening, 1: name, 2: comment } of html.matchAll(START)) {
		if (index < done) continue;
		shown += redactWhole(html.slice(done, index)) + opening;
		done = index + opening.length;
		if (name !== undefined) {
			const tag = tagAt(html, done);
			shown += tag.shown;
			done = tag.end;
			if (tag.isEmpty || !RAW.has(localName(name))) continue;
		}
		const end =
			name === undefined
				? endOf(html, done, comment === undefined ? "]]>" : "-->")
				: endOfRaw(html, done, name);
		shown += redactWhole(html.slice(done, end));
		done = end;
	}
	return shown + redactWhole(html.slice(done));
}

interface Tag {
	readonly shown: string;
	readonly end: number;
	/** Whether it closes itself, as in XML. */
	readonly isEmpty: boolean;
}

/** What follows the name in a tag. */
function tagAt(html: string, start: number): Tag {
	const attributes: Attribute[] = [];
	const places: (readonly [from: number, to: number])[] = [];
	let end = start;
	for (;;) {
		ATTRIBUTE.lastIndex = end;
		const found = ATTRIBUTE.exec(html);
		if (found === null) break;
		const [whole, name = "", double, single, bare] = found;
		const value = double ?? single ?? bare ?? "";
		end += whole.length;
		const to = double !== undefined || single !== undefined ? end - 1 : end;
		attributes.push([name, unescaped(value)]);
		places.push([to - value.length, to]);
	}
	const values = shownValues(attributes);
	let shown = "";
	let done = start;
	for (const [index, [from, to]] of places.entries()) {
		const value = values[index] ?? "";
		if (value === attributes[index]?.[1]) continue;
		shown += html.slice(done, from) + escaped(value);
		done = to;
	}
	END.lastIndex = end;
	const isEmpty = END.exec(html)?.[0].includes("/") ?? false;
	return { shown: shown + html.slice(done, end), end, isEmpty };
}

const unescaped = (text: string): string => text.replaceAll("&amp;", "&");
const escaped = (text: string): string =>
	text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");

function endOf(html: string, start: number, closing: string): number {
	const end = html.indexOf(closing, start);
	return end < 0 ? html.length : end;
}

/** Where the content of an element that is no markup ends. Names are compared in any case. */
function endOfRaw(html: string, start: number, name: string): number {
	for (let at = html.indexOf("</", start); at >= 0; at = html.indexOf("</", at + 2))
		if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name.toLowerCase()) return at;
	return html.length;
}

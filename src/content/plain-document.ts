import { Parser } from "htmlparser2";
import { webAddress } from "./web-address.ts";

/** What follows more links than these is not looked at. */
const MOST_LINKS = 5_000;
const LONGEST_FACT = 1_000;
/** Names of `<meta>` elements. */
const FACTS: ReadonlySet<string> = new Set(["author", "description"]);

/** What a crawl needs to know of HTML that no browser has loaded. */
export interface PlainDocument {
	readonly title: string;
	readonly description: string | undefined;
	readonly author: string | undefined;
	/** Addresses that the page's links lead to, absolute, each once, in their order. */
	readonly links: readonly string[];
	/** What relative addresses are relative to. */
	readonly baseUrl: string;
}

/** Reads HTML without running anything of it, in one pass and bounded memory. `url` is where it was had. */
export function readDocument(html: string, url: string): PlainDocument {
	const links = new Set<string>();
	let baseUrl: string | undefined;
	let title: string | undefined;
	let isInTitle = false;
	const facts = new Map<string, string>();
	const parser = new Parser({
		onopentag(name, { href, name: fact = "", content = "" }) {
			isInTitle = name === "title" && title === undefined;
			if (isInTitle) title = "";
			if (name === "meta" && FACTS.has(fact.toLowerCase()) && !facts.has(fact.toLowerCase()))
				facts.set(fact.toLowerCase(), oneLine(content.slice(0, LONGEST_FACT)));
			if (name === "base") baseUrl ??= webAddress(href, url);
			if (name !== "a" && name !== "area") return;
			const link = webAddress(href, baseUrl ?? url);
			if (link !== undefined && links.size < MOST_LINKS) links.add(link);
		},
		ontext(text) {
			if (isInTitle) title = ((title ?? "") + text).slice(0, LONGEST_FACT);
		},
		onclosetag() {
			isInTitle = false;
		},
	});
	parser.end(html);
	return {
		title: oneLine(title ?? ""),
		description: facts.get("description"),
		author: facts.get("author"),
		links: [...links],
		baseUrl: baseUrl ?? url,
	};
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** How far a document may say how it is encoded, as the HTML standard has it. */
const PRESCAN_BYTES = 1_024;

/** The text of bytes in the encoding that their type, their mark or their document names; UTF-8 where none does. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
	return decoderOf(markOf(bytes) ?? charsetIn(contentType) ?? charsetOfMeta(bytes)).decode(bytes);
}

const charsetIn = (contentType: string): string | undefined =>
	/;\s*charset\s*=\s*"?([\w:.-]+)/i.exec(contentType)?.[1];

function charsetOfMeta(bytes: Uint8Array): string | undefined {
	let charset: string | undefined;
	const parser = new Parser({
		onopentag(name, attributes) {
			if (name === "meta") charset ??= attributes["charset"] ?? charsetIn(attributes["content"] ?? "");
		},
	});
	parser.write(new TextDecoder("latin1").decode(bytes.subarray(0, PRESCAN_BYTES)));
	return charset;
}

function markOf([first, second, third]: Uint8Array): string | undefined {
	if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
	if (first === 0xff && second === 0xfe) return "utf-16le";
	return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function decoderOf(encoding = "utf-8"): TextDecoder {
	try {
		return new TextDecoder(encoding);
	} catch {
		// There is no such encoding.
		return new TextDecoder();
	}
}

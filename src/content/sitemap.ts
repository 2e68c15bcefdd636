import { Parser } from "htmlparser2";

/** What is longer is no address that a crawl could go to. */
const LONGEST_TEXT = 2_000;

export interface SitemapPage {
	readonly url: string;
	/** When it changed last, in epoch milliseconds. */
	readonly lastModified: number | undefined;
}

/** What a sitemap has said so far is given to these as it is read. */
export interface SitemapReader {
	/** `false` to read no further. */
	page(page: SitemapPage): boolean;
	/** A further sitemap, of an index. */
	sitemap(url: string): boolean;
}

/**
 * A reader of one sitemap, or of an index of sitemaps, in the form of sitemaps.org or as plain text with an address a line.
 * It is given the text piece by piece, and keeps nothing of it: time and memory are bounded by its length. No entity is
 * looked up but the five of XML, and nothing else is fetched.
 */
export class Sitemap {
	readonly #reader: SitemapReader;
	readonly #parser: Parser;
	#entry: "url" | "sitemap" | undefined;
	#field: "loc" | "lastmod" | undefined;
	#loc = "";
	#lastmod = "";
	#isXml: boolean | undefined;
	#line = "";
	#goesOn = true;

	constructor(reader: SitemapReader) {
		this.#reader = reader;
		this.#parser = new Parser(
			{
				onopentag: (name) => this.#open(localName(name)),
				ontext: (text) => this.#text(text),
				onclosetag: (name) => this.#close(localName(name)),
			},
			{ xmlMode: true, decodeEntities: true },
		);
	}

	/** `false` once the rest need not be read. */
	write(text: string): boolean {
		if (this.#isXml === undefined && /\S/.test(text)) this.#isXml = /^[\uFEFF\s]*</.test(text);
		if (this.#isXml === true) this.#parser.write(text);
		else this.#lines(text);
		return this.#goesOn;
	}

	end(): void {
		if (this.#isXml === true) this.#parser.end();
		else this.#lines("\n");
	}

	#open(name: string): void {
		if (name === "url" || name === "sitemap") {
			this.#entry = name;
			this.#loc = "";
			this.#lastmod = "";
		} else this.#field = name === "loc" || name === "lastmod" ? name : undefined;
	}

	#text(text: string): void {
		if (this.#field === "loc") this.#loc = bounded(this.#loc + text);
		else if (this.#field === "lastmod") this.#lastmod = bounded(this.#lastmod + text);
	}

	#close(name: string): void {
		if (name === this.#field) this.#field = undefined;
		if (name !== this.#entry) return;
		this.#entry = undefined;
		const url = this.#loc.trim();
		if (url === "" || !this.#goesOn) return;
		this.#goesOn =
			name === "sitemap"
				? this.#reader.sitemap(url)
				: this.#reader.page({ url, lastModified: timeOf(this.#lastmod.trim()) });
		if (!this.#goesOn) this.#parser.pause();
	}

	#lines(text: string): void {
		const lines = text.split(/\r\n|\r|\n/);
		for (const [index, part] of lines.entries()) {
			this.#line = bounded(this.#line + part);
			if (index === lines.length - 1) return;
			const url = this.#line.replace(/^\uFEFF/, "").trim();
			this.#line = "";
			if (/^https?:/i.test(url) && this.#goesOn)
				this.#goesOn = this.#reader.page({ url, lastModified: undefined });
		}
	}
}

/** `image:loc` of Google's additions is no address of a page, so a prefix makes another name. */
const localName = (name: string): string => name.replace(/^(?:sm|sitemap|s):/i, "").toLowerCase();

/** One letter more than fits, so that it shows that it is too long. */
const bounded = (text: string): string => text.slice(0, LONGEST_TEXT + 1);

/** A date of W3C's form; a year or a month alone is its beginning. */
function timeOf(text: string): number | undefined {
	const time = Date.parse(text);
	return text === "" || Number.isNaN(time) ? undefined : time;
}

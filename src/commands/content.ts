import { z } from "zod";
import { htmlToMarkdown } from "../content/markdown.ts";
import { command, type Output } from "./command.ts";
import { selector } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { locate, NEEDS } from "./locate.ts";
import { htmlOf, outlineOf, textOf } from "./page/read.ts";

/** Of one result; what is longer is cut. */
const MOST_CHARACTERS = 5_000_000;

interface Cut {
	readonly text: string;
	readonly length: number;
}

/** A text that the page has cut already, with a word on it where it has. */
const told = ({ text, length }: Cut, contentType: Output["contentType"]): Output => ({
	data: text,
	...(contentType && { contentType }),
	...(length > text.length && { truncatedFrom: length }),
});

export const getContent = command({
	name: "get_content",
	origin: "browsr",
	kind: "extraction",
	summary:
		"The page, or an element, as Markdown, HTML, or JSON of its outline (kind); cut at 5 million characters",
	data: { selector: selector.optional(), kind: z.enum(["markdown", "html", "json"]).default("markdown") },
	async run(context, data) {
		const { tab, element } = await locate(context, data.selector ?? "html", NEEDS.attached);
		if (data.kind === "json") {
			const outline = await inPage(element, outlineOf, MOST_CHARACTERS / 5);
			return { data: { url: tab.page.url(), title: await tab.page.title(), ...outline } };
		}
		const html = await inPage(element, htmlOf, MOST_CHARACTERS);
		if (data.kind === "html") return told(html, "html");
		const { text, isCut } = await htmlToMarkdown(html.text, { baseUrl: html.baseUrl });
		return {
			data: text.slice(0, MOST_CHARACTERS),
			contentType: "markdown",
			...((isCut || html.length > html.text.length) && { truncatedFrom: html.length }),
		};
	},
});

export const getText = command({
	name: "get_text",
	origin: "browsr",
	kind: "extraction",
	summary: "An element's text as it is shown",
	data: { selector },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.attached);
		return told(await inPage(element, textOf, MOST_CHARACTERS), "string");
	},
});

export const getHtml = command({
	name: "get_html",
	origin: "berth",
	kind: "extraction",
	summary: "The HTML of the page, or of an element",
	data: { selector: selector.optional() },
	async run(context, data) {
		const { element } = await locate(context, data.selector ?? "html", NEEDS.attached);
		return told(await inPage(element, htmlOf, MOST_CHARACTERS), "html");
	},
});

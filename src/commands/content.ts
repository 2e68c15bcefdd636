import type { ElementHandle } from "@cloudflare/puppeteer";
import { z } from "zod";
import { htmlToMarkdown } from "../content/markdown.ts";
import { SEEN_HTML } from "../content/seen-html.ts";
import { command, type Output } from "./command.ts";
import { selector } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { clientOf, isolatedWorld } from "./internals.ts";
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

const seenSchema = z.object({
	result: z.object({ value: z.object({ text: z.string(), length: z.number(), baseUrl: z.string() }) }),
});

/** The HTML of an element without what nobody sees in it. */
async function seenHtmlOf(
	element: ElementHandle,
	most: number,
): Promise<z.output<typeof seenSchema>["result"]["value"]> {
	const own = await isolatedWorld(element.frame).adoptHandle(element);
	try {
		const { objectId } = own.remoteObject();
		if (objectId === undefined) throw new Error("an element without an id");
		const answer = await clientOf(element.frame).send("Runtime.callFunctionOn", {
			objectId,
			functionDeclaration: SEEN_HTML,
			arguments: [{ value: most }],
			returnByValue: true,
		});
		return seenSchema.parse(answer).result.value;
	} finally {
		void own.dispose();
	}
}

export const getContent = command({
	name: "get_content",
	origin: "browsr",
	kind: "extraction",
	summary:
		"The page, or an element, as Markdown, HTML, or JSON of its outline (kind); cut at 5 million characters",
	data: {
		selector: selector.optional(),
		kind: z.enum(["markdown", "html", "json"]).default("markdown"),
		include_hidden: z.boolean().default(false),
	},
	async run(context, data) {
		const { tab, element } = await locate(context, data.selector ?? "html", NEEDS.attached);
		if (data.kind === "json") {
			const outline = await inPage(element, outlineOf, MOST_CHARACTERS / 5, data.include_hidden);
			return { data: { url: tab.page.url(), title: await tab.page.title(), ...outline } };
		}
		if (data.kind === "html") return told(await inPage(element, htmlOf, MOST_CHARACTERS), "html");
		const html = data.include_hidden
			? await inPage(element, htmlOf, MOST_CHARACTERS)
			: await seenHtmlOf(element, MOST_CHARACTERS);
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

import type { ElementHandle } from "@cloudflare/puppeteer";
import { z } from "zod";
import { htmlToMarkdown } from "../content/markdown.ts";
import { sourceToMarkdown } from "../content/source.ts";
import { READ_ELEMENT } from "../content/seen-html.ts";
import { command, type Output } from "./command.ts";
import { selector } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { clientOf, isolatedWorld } from "./internals.ts";
import { locate, NEEDS } from "./locate.ts";
import { pageTitle } from "./page-text.ts";
import { shownText } from "./page/flat.ts";
import { htmlOf, outlineOf } from "./page/read.ts";

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

const readSchema = z.object({
	result: z.object({
		value: z.object({
			text: z.string(),
			length: z.number(),
			baseUrl: z.string(),
			type: z.string().optional(),
		}),
	}),
});

/** What Markdown is made of: an element's HTML, or with its `type` what its document was made of. */
async function readElement(
	element: ElementHandle,
	includesHidden: boolean,
): Promise<z.output<typeof readSchema>["result"]["value"]> {
	const own = await isolatedWorld(element.frame).adoptHandle(element);
	try {
		const { objectId } = own.remoteObject();
		if (objectId === undefined) throw new Error("an element without an id");
		const answer = await clientOf(element.frame).send("Runtime.callFunctionOn", {
			objectId,
			functionDeclaration: READ_ELEMENT,
			arguments: [{ value: MOST_CHARACTERS }, { value: includesHidden }],
			returnByValue: true,
		});
		return readSchema.parse(answer).result.value;
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
		const { tab, element } = await locate(context, data.selector ?? ":root", NEEDS.attached);
		if (data.kind === "json") {
			const outline = await inPage(element, outlineOf, MOST_CHARACTERS / 5, data.include_hidden);
			const shown = data.include_hidden ? undefined : await inPage(element, shownText, MOST_CHARACTERS / 5);
			const text = shown && { text: shown.text };
			return { data: { url: tab.page.url(), title: await pageTitle(tab.page), ...outline, ...text } };
		}
		if (data.kind === "html") return told(await inPage(element, htmlOf, MOST_CHARACTERS), "html");
		const { text, truncatedFrom } = await markdownOf(element, data.include_hidden);
		return {
			data: text.slice(0, MOST_CHARACTERS),
			contentType: "markdown",
			...(truncatedFrom !== undefined && { truncatedFrom }),
		};
	},
});

/** An element as Markdown; where that was cut, with the length of what it is made of. */
export async function markdownOf(
	element: ElementHandle,
	includesHidden: boolean,
): Promise<{ readonly text: string; readonly truncatedFrom: number | undefined }> {
	const read = await readElement(element, includesHidden);
	const { text, isCut } =
		read.type === undefined
			? await htmlToMarkdown(read.text, { baseUrl: read.baseUrl })
			: { text: sourceToMarkdown({ type: read.type, text: read.text }), isCut: false };
	return { text, truncatedFrom: isCut || read.length > read.text.length ? read.length : undefined };
}

export const getText = command({
	name: "get_text",
	origin: "browsr",
	kind: "extraction",
	summary: "An element's text as it is shown, open shadow roots included",
	data: { selector },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.attached);
		return told(await inPage(element, shownText, MOST_CHARACTERS), "string");
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

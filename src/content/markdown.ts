import { defaultHandlers, type Handle, toMdast } from "hast-util-to-mdast";
import type { Nodes, Root } from "hast";
import type { Root as MarkdownRoot } from "mdast";
import { gfmStrikethroughToMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemToMarkdown } from "mdast-util-gfm-task-list-item";
import {
	defaultHandlers as markdownHandlers,
	type Handle as MarkdownHandle,
	toMarkdown,
} from "mdast-util-to-markdown";
import { describeFault, log } from "../lib/log.ts";
import { turnOfOthers } from "../lib/turns-of-others.ts";
import { moveMarksIntoBlocks } from "./block-marks.ts";
import { formula, raised } from "./formula.ts";
import { parseHtml } from "./html-tree.ts";
import { simplifyLists } from "./lists.ts";
import { makeSingleLines } from "./single-line.ts";
import { type Slice, slicesOf } from "./slices.ts";
import { simplifyTables } from "./tables.ts";
import { makeMarksWritable } from "./writable-marks.ts";

export interface MarkdownOptions {
	/** What relative links are relative to: the document's `baseURI`, which its `<base>` is part of. */
	readonly baseUrl: string;
}

export interface Markdown {
	readonly text: string;
	/** Whether the page was too big: it is the beginning. */
	readonly isCut: boolean;
}

/**
 * GitHub-flavoured Markdown of HTML, a document's or a part's. Links and images are absolute; scripts, styles, forms'
 * values and addresses that run scripts are left out. Never throws, and is bounded in time and size. A big page is
 * converted in slices, between which everybody else in the isolate gets a turn.
 */
export async function htmlToMarkdown(html: string, { baseUrl }: MarkdownOptions): Promise<Markdown> {
	const { tree, isCut } = parseHtml(html, baseUrl);
	simplifyLists(tree);
	simplifyTables(tree);
	moveMarksIntoBlocks(tree);
	makeSingleLines(tree);
	let text = "";
	for (const [index, slice] of slicesOf(tree).entries()) {
		if (index > 0) await turnOfOthers();
		text = joined(text, slice);
	}
	return { text, isCut };
}

function joined(before: string, { tree, goesOn, spareLines }: Slice): string {
	const markdown = sliceToMarkdown(tree);
	const added = spareLines === 0 ? markdown : markdown.split("\n").slice(spareLines).join("\n");
	return before === "" || added === "" ? before + added : `${before}${goesOn ? "" : "\n"}${added}`;
}

function sliceToMarkdown(tree: Root): string {
	try {
		// What is made of a root is a root.
		const document = toMdast(tree, { handlers: HANDLERS }) as MarkdownRoot;
		makeMarksWritable(document);
		return toMarkdown(document, {
			bullet: "-",
			rule: "-",
			handlers: { break: lineBreak },
			extensions: [
				// Columns that are padded to their widest cell cost its length in each row.
				gfmTableToMarkdown({ tablePipeAlign: false }),
				gfmStrikethroughToMarkdown(),
				gfmTaskListItemToMarkdown(),
			],
		});
	} catch (fault) {
		// A page that the converter has no answer for still has its text.
		log("error", "content.markdown_failed", { fault: describeFault(fault) });
		return textOf(tree);
	}
}

/** A code block, with the language that its `<code>`, its `<pre>` or the element around them names. */
const codeBlock: Handle = (state, element, parent) => {
	const block = defaultHandlers["pre"]?.(state, element);
	if (block === undefined || Array.isArray(block) || block.type !== "code") return block;
	const places = [...element.children, element, parent];
	const language = places.map(languageOf).find((name) => name !== undefined);
	return { ...block, lang: language ?? null };
};

/** An item with blank lines in it where there are blocks in it; hast-util-to-mdast 10.1.3 sees one in each longer list. */
const listItem: Handle = (state, element) => {
	const item = defaultHandlers["li"]?.(state, element);
	if (item === undefined || Array.isArray(item) || item.type !== "listItem") return item;
	return { ...item, spread: item.children.slice(1).some(({ type }) => type !== "list") };
};

/** A link to a video or a sound; one that has no picture and no text is named by its title, or else its address. */
const media: Handle = (state, element) => {
	const link = defaultHandlers["video"]?.(state, element);
	if (link === undefined || Array.isArray(link) || link.type !== "link" || link.children.length > 0)
		return link;
	return { ...link, title: null, children: [{ type: "text", value: link.title ?? link.url }] };
};

const HANDLERS = {
	audio: media,
	video: media,
	pre: codeBlock,
	li: listItem,
	math: formula,
	sub: raised,
	sup: raised,
};

const lineBreak: MarkdownHandle = (node, parent, state, info) =>
	state.stack.includes("tableCell") ? "<br>" : markdownHandlers.break(node, parent, state, info);

function languageOf(node: Nodes | undefined): string | undefined {
	const name = node?.type === "element" ? node.properties["dataLanguage"] : undefined;
	return typeof name === "string" ? name : undefined;
}

function textOf(node: Nodes | Root): string {
	if (node.type === "text") return node.value;
	return "children" in node ? node.children.map(textOf).join(" ") : "";
}

import { defaultHandlers, type Handle, toMdast } from "hast-util-to-mdast";
import type { Nodes, Root } from "hast";
import { gfmStrikethroughToMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemToMarkdown } from "mdast-util-gfm-task-list-item";
import { toMarkdown } from "mdast-util-to-markdown";
import { describeFault, log } from "../lib/log.ts";
import { parseHtml } from "./html-tree.ts";
import { simplifyTables } from "./tables.ts";

export interface MarkdownOptions {
	/** What relative links are relative to: the document's `baseURI`, which its `<base>` is part of. */
	readonly baseUrl: string;
}

/**
 * GitHub-flavoured Markdown of HTML, a document's or a part's. Links and images are absolute; scripts, styles, forms'
 * values and addresses that run scripts are left out. Never throws, and is bounded in time and size: of a page that is
 * too big, the beginning.
 */
export function htmlToMarkdown(html: string, { baseUrl }: MarkdownOptions): string {
	const tree = parseHtml(html, baseUrl);
	simplifyTables(tree);
	try {
		const document = toMdast(tree, { handlers: { pre: codeBlock, li: listItem } });
		return toMarkdown(document, {
			bullet: "-",
			rule: "-",
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

function languageOf(node: Nodes | undefined): string | undefined {
	const name = node?.type === "element" ? node.properties["dataLanguage"] : undefined;
	return typeof name === "string" ? name : undefined;
}

function textOf(node: Nodes | Root): string {
	if (node.type === "text") return node.value;
	return "children" in node ? node.children.map(textOf).join(" ") : "";
}

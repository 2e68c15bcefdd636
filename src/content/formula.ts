import type { Handle } from "hast-util-to-mdast";
import type { Element, ElementContent } from "hast";
import type { Html } from "mdast";

/** A formula as `$…$`, in TeX where the page says it: by an annotation or `alttext`; else the text of its MathML. */
export const formula: Handle = (state, element) => {
	const tex = texOf(element);
	if (tex === "") return undefined;
	// A pipe would end a table's cell.
	const written = state.inTable ? tex.replaceAll("\\|", "\\Vert ").replaceAll("|", "\\vert ") : tex;
	const marker = element.properties["display"] === "block" ? "$$" : "$";
	return rawInLine(`${marker}${written}${marker}`);
};

/** Raised or lowered text, which Markdown has no form for, as HTML; a link in it, such as to a note, as it is. */
export const raised: Handle = (state, element) => {
	const children = state.all(element);
	const isPlain = children.every(
		(child) =>
			child.type === "text" || child.type === "emphasis" || child.type === "strong" || child.type === "html",
	);
	if (children.length === 0 || !isPlain) return children;
	return [rawInLine(`<${element.tagName}>`), ...children, rawInLine(`</${element.tagName}>`)];
};

/** What is written as it is, in a line. */
const rawInLine = (value: string): Html => ({
	type: "html",
	value,
	// Takes it for a part of its line, not for a block.
	data: { hName: "span" },
});

function texOf({ properties, children }: Element): string {
	const annotations = children.filter(isAnnotation);
	const tex = annotations.find(({ properties: { encoding } }) => /tex/i.test(String(encoding ?? "")));
	const candidates = [
		tex === undefined ? "" : textOf(tex),
		String(properties["alttext"] ?? ""),
		children
			.filter((child) => !isAnnotation(child))
			.map(textOf)
			.join(""),
	];
	return candidates.map(harmless).find((text) => text !== "") ?? "";
}

/** Without what would be more than text in Markdown: tags, links, code and lines. */
const harmless = (tex: string): string =>
	tex
		.replaceAll(/\s+/g, " ")
		.trim()
		.replaceAll(/<(?=[!/?a-z])/gi, "\\lt ")
		.replaceAll("](", "] (")
		.replaceAll("`", "'")
		.replaceAll("$", "");

const isAnnotation = (node: ElementContent): node is Element =>
	node.type === "element" && node.tagName === "annotation";

const textOf = (node: ElementContent): string => {
	if (node.type === "text") return node.value;
	return node.type === "element" ? node.children.map(textOf).join("") : "";
};

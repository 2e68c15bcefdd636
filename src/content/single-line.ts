import type { Element, ElementContent, Root } from "hast";
import { isBlock, isCodeBlock } from "./block-marks.ts";

const CELL = /^t[dh]$/;
const HEADING = /^h[1-6]$/;
const CODE = new Set(["code", "kbd", "samp", "tt"]);

/**
 * Makes lines of what Markdown writes in one: blocks in a cell are parted by `<br>`, its lists have bullets or numbers,
 * its code is code in a line; blocks and lines of a heading are parted by a space.
 */
export function makeSingleLines(parent: Root | Element): void {
	for (const child of parent.children) {
		if (child.type !== "element") continue;
		if (CELL.test(child.tagName)) child.children = new Lines().of(child.children).flatMap(afterBreak);
		else if (HEADING.test(child.tagName)) child.children = new Lines().of(child.children).flatMap(afterSpace);
		else makeSingleLines(child);
	}
}

const afterBreak = (line: readonly ElementContent[], index: number): ElementContent[] =>
	index === 0 ? [...line] : [element("br", []), ...line];

const afterSpace = (line: readonly ElementContent[], index: number): ElementContent[] =>
	(index === 0 ? [...line] : [text(" "), ...line]).map(withoutBreaks);

function withoutBreaks(node: ElementContent): ElementContent {
	if (node.type !== "element") return node;
	return node.tagName === "br" ? text(" ") : { ...node, children: node.children.map(withoutBreaks) };
}

class Lines {
	readonly #lines: ElementContent[][] = [];
	#line: ElementContent[] = [];
	/** What the next line begins with. */
	#prefix = "";

	of(nodes: readonly ElementContent[]): readonly ElementContent[][] {
		this.#addAll(nodes);
		this.#finish();
		return this.#lines;
	}

	#addAll(nodes: readonly ElementContent[]): void {
		for (const node of nodes) this.#add(node);
	}

	#add(node: ElementContent): void {
		if (node.type !== "element") this.#line.push(node);
		else if (node.tagName === "br") this.#finish();
		else if (isCodeBlock(node) || (CODE.has(node.tagName) && codeLines(node).length > 1)) this.#addCode(node);
		else if (!isBlock(node)) this.#line.push(node);
		else {
			this.#finish();
			if (node.tagName === "ul" || node.tagName === "ol") this.#addList(node);
			else this.#addAll(node.children);
			this.#finish();
		}
	}

	#addList(list: Element): void {
		let number =
			list.tagName === "ol" ? Number.parseInt(String(list.properties["start"] ?? 1), 10) || 0 : undefined;
		for (const item of list.children) {
			if (item.type === "element" && item.tagName === "li") {
				this.#prefix = number === undefined ? "• " : `${number}. `;
				if (number !== undefined) number += 1;
			}
			this.#add(item);
			this.#prefix = "";
		}
	}

	#addCode(code: Element): void {
		this.#finish();
		for (const line of codeLines(code)) {
			this.#line.push(element("code", [text(line)]));
			this.#finish();
		}
	}

	#finish(): void {
		const isEmpty = this.#line.every((node) => node.type === "text" && node.value.trim() === "");
		if (!isEmpty) {
			this.#lines.push(this.#prefix === "" ? this.#line : [text(this.#prefix), ...this.#line]);
			this.#prefix = "";
		}
		this.#line = [];
	}
}

/** Lines of code that have something in them. */
const codeLines = (code: Element): string[] =>
	codeText(code)
		.split("\n")
		.filter((line) => line.trim() !== "");

function codeText(node: ElementContent): string {
	if (node.type === "text") return node.value;
	if (node.type !== "element") return "";
	if (node.tagName === "br") return "\n";
	const inner = node.children.map(codeText).join("");
	return isBlock(node) ? `\n${inner}\n` : inner;
}

const text = (value: string): ElementContent => ({ type: "text", value });

const element = (tagName: string, children: ElementContent[]): Element => ({
	type: "element",
	tagName,
	properties: {},
	children,
});

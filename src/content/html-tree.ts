import type { Element, Properties, Root } from "hast";
import { Parser } from "htmlparser2";
import { DROPPED, isFormulaAgain, KEPT, keptElement } from "./kept-element.ts";

/** The bounds of a tree. What follows them in the page is left out, or moves up to an ancestor. */
const MOST_HTML = 8_000_000;
const MOST_TEXT = 2_000_000;
const MOST_LINES = 200_000;
const MOST_NODES = 100_000;
const MOST_DEPTH = 200;
/** A list and its item are two; each indents all lines that it holds. */
const MOST_INDENTS = 16;
/** The parser looks through all open elements at each end tag. */
const MOST_OPEN = 2_000;

const INDENTING = new Set(["blockquote", "dd", "dir", "dl", "dt", "li", "menu", "ol", "ul"]);

/** Elements that say the same of their text, so that one within another adds nothing. */
const MARKS = new Map([
	["a", "link"],
	["b", "strong"],
	["strong", "strong"],
	["em", "emphasis"],
	["i", "emphasis"],
	["mark", "emphasis"],
	["del", "deleted"],
	["s", "deleted"],
	["strike", "deleted"],
]);

/** What a browser shows, or a reader would write, around the content of elements. */
const AROUND = new Map([
	["q", ["“", "”"]],
	["rt", ["(", ")"]],
]);

/** Controls to copy the code that they are in. */
const COPYING = new Set(["button", "clipboard-copy"]);
/** What the common scripts call a button that copies code beside it: sphinx-copybutton, clipboard.js, Prism. */
const COPY_CLASS = /(?:^|\s)(?:copy-?btn|btn-copy|copy-(?:code-)?button|copy-to-clipboard-button)(?=\s|$)/i;

interface Open {
	/** Where its content goes; `undefined` when that is dropped. */
	readonly parent: Root | Element | undefined;
	readonly indents: number;
	readonly marks: readonly string[];
	readonly isCode: boolean;
}

export interface ParsedHtml {
	readonly tree: Root;
	/** Whether a bound was reached: what follows is left out. */
	readonly isCut: boolean;
}

/**
 * Parses HTML to a tree that holds what Markdown can say and nothing else: absolute links, no scripts. Its size, depth
 * and time are bounded whatever the HTML. Not the HTML standard's algorithm, which is quadratic where a hostile page
 * likes; what browsers serialise comes out the same.
 */
export function parseHtml(html: string, baseUrl: string): ParsedHtml {
	const root: Root = { type: "root", children: [] };
	const open: Open[] = [];
	const innermost = (): Open => open.at(-1) ?? { parent: root, indents: 0, marks: [], isCode: false };
	const left = { nodes: MOST_NODES, text: MOST_TEXT, lines: MOST_LINES };
	let isCut = false;
	const stop = () => {
		isCut = true;
		parser.pause();
	};

	const add = (parent: Root | Element, node: Element | { type: "text"; value: string }) => {
		parent.children.push(node);
		left.nodes -= 1;
		if (left.nodes <= 0) stop();
	};
	const addText = (text: string) => {
		const { parent } = innermost();
		if (parent === undefined || text === "") return;
		const lines = text.slice(0, left.text).split("\n", left.lines);
		const value = lines.join("\n");
		left.text -= value.length;
		left.lines -= lines.length - 1;
		if (left.text <= 0 || left.lines <= 1) stop();
		const last = parent.children.at(-1);
		// Each character reference comes on its own, and so does what follows an element that is not kept.
		if (last?.type === "text") last.value += value;
		else add(parent, { type: "text", value });
	};

	const parser = new Parser({
		onopentag(name, attributes) {
			const outer = innermost();
			if (open.length >= MOST_OPEN) stop();
			if (
				outer.parent === undefined ||
				DROPPED.has(name) ||
				isAgain(name, attributes, outer.parent) ||
				(COPYING.has(name) && (outer.isCode || isForCopying(name, attributes)))
			) {
				open.push({ ...outer, parent: undefined });
				return;
			}
			addText(AROUND.get(name)?.[0] ?? "");
			const isIndenting = INDENTING.has(name);
			const mark = MARKS.get(name);
			const isTooDeep = open.length >= MOST_DEPTH || (isIndenting && outer.indents >= MOST_INDENTS);
			const isNothingNew = mark !== undefined && outer.marks.includes(mark);
			const element =
				isTooDeep || isNothingNew || !isKept(name, outer.parent)
					? undefined
					: keptElement(name, attributes, baseUrl);
			if (element === undefined) {
				open.push(outer);
				return;
			}
			// Rouge and Sphinx name the language two elements further out.
			if (name === "pre") element.properties["dataLanguage"] ??= languageOf(open.at(-2)?.parent);
			add(outer.parent, element);
			open.push({
				parent: element,
				indents: outer.indents + Number(isIndenting),
				isCode: outer.isCode || name === "pre",
				marks: mark === undefined ? outer.marks : [...outer.marks, mark],
			});
		},
		ontext: addText,
		onclosetag(name) {
			open.pop();
			addText(AROUND.get(name)?.[1] ?? "");
		},
	});
	parser.write(html.slice(0, MOST_HTML));
	return { tree: root, isCut: isCut || html.length > MOST_HTML };
}

function isAgain(
	name: string,
	attributes: Readonly<Record<string, string>>,
	{ children }: Root | Element,
): boolean {
	const last = children.at(-1);
	return last?.type === "element" && last.tagName === "math" && isFormulaAgain(name, attributes);
}

const isForCopying = (name: string, attributes: Readonly<Record<string, string>>): boolean =>
	name === "clipboard-copy" ||
	"data-clipboard-target" in attributes ||
	"data-clipboard-text" in attributes ||
	COPY_CLASS.test((attributes["class"] ?? "").slice(0, 1000));

const languageOf = (node: Root | Element | undefined): Properties[string] =>
	node?.type === "element" && node.tagName === "div" ? node.properties["dataLanguage"] : undefined;

/** A checkbox says something as the start of a task's line; another would be a control. */
const isKept = (name: string, { children }: Root | Element): boolean =>
	name === "input"
		? children.every((node) => node.type === "text" && node.value.trim() === "")
		: KEPT.has(name);

import type { Delete, Emphasis, Html, Nodes, Paragraph, PhrasingContent, Root, Strong } from "mdast";

type Mark = Strong | Emphasis | Delete;

/** The element that says what a mark says, where Markdown can't write it. */
const TAGS = { strong: "strong", emphasis: "em", delete: "del" } as const;

type End = "first" | "last";

/** What is next to the first and the last node among others: a character, or a marker. */
interface Around {
	readonly before: string;
	readonly after: string;
}

/** Stands for any marker of a mark. */
const MARKER = "*";
const PUNCTUATION = "-";

const LINE: Around = { before: " ", after: " " };
const LABEL: Around = { before: "[", after: "]" };
const ELEMENT: Around = { before: ">", after: "<" };
const MARKERS: Around = { before: MARKER, after: MARKER };

/**
 * Makes the marks of a document such as CommonMark's rules for delimiter runs (0.31.2, 6.2) let be written: white space
 * moves outside of them, neighbours that say the same become one, and those that still can't stand become HTML.
 * Otherwise mdast-util-to-markdown writes the text beside them as character references.
 */
export function makeMarksWritable(document: Root): void {
	if (document.children.length > 0 && document.children.every(isPhrasing)) {
		const paragraph: Paragraph = { type: "paragraph", children: document.children };
		document.children = [paragraph];
	}
	tidyWithin(document);
}

function tidyWithin(node: Nodes): void {
	switch (node.type) {
		case "paragraph":
		case "heading":
		case "tableCell":
			node.children = writable(trimmed(tidied(node.children)), LINE);
			return;
		default:
			if ("children" in node) for (const child of node.children) tidyWithin(child);
	}
}

/** The nodes with white space outside of their marks, no empty marks, and no two neighbours that are one. */
function tidied(nodes: readonly PhrasingContent[]): PhrasingContent[] {
	const result: PhrasingContent[] = [];
	for (const node of nodes.flatMap(withSpaceOutside)) add(result, node);
	return result;
}

function withSpaceOutside(node: PhrasingContent): PhrasingContent[] {
	if (!isMark(node) && node.type !== "link") return [node];
	const children = tidied(node.children);
	const before: PhrasingContent[] = [];
	const after: PhrasingContent[] = [];
	for (let first = children[0]; first !== undefined; first = children[0]) {
		if (first.type === "break") before.push(first);
		else if (first.type === "text" && /^\s/.test(first.value)) {
			const kept = first.value.trimStart();
			before.push({ type: "text", value: first.value.slice(0, first.value.length - kept.length) });
			if (kept !== "") {
				children[0] = { ...first, value: kept };
				break;
			}
		} else break;
		children.shift();
	}
	for (let last = children.at(-1); last !== undefined; last = children.at(-1)) {
		if (last.type === "break") after.unshift(last);
		else if (last.type === "text" && /\s$/.test(last.value)) {
			const kept = last.value.trimEnd();
			after.unshift({ type: "text", value: last.value.slice(kept.length) });
			if (kept !== "") {
				children[children.length - 1] = { ...last, value: kept };
				break;
			}
		} else break;
		children.pop();
	}
	if (children.length === 0 && isMark(node)) return [...before, ...after];
	return [...before, { ...node, children }, ...after];
}

/** Adds a node to others of its line, and joins it with the last where both are text, code, or marks of one kind. */
function add(nodes: PhrasingContent[], node: PhrasingContent): void {
	const last = nodes.at(-1);
	if (node.type === "text") {
		const isAfterSpace = last?.type === "break" || (last?.type === "text" && last.value.endsWith(" "));
		const value = isAfterSpace ? node.value.replace(/^ /, "") : node.value;
		if (value === "") return;
		if (last?.type === "text") nodes[nodes.length - 1] = { ...last, value: last.value + value };
		else nodes.push({ ...node, value });
	} else if (last?.type === "inlineCode" && node.type === "inlineCode") {
		nodes[nodes.length - 1] = { ...last, value: last.value + node.value };
	} else if (last !== undefined && isMark(last) && last.type === node.type) {
		for (const child of node.children) add(last.children, child);
	} else {
		if (node.type === "break") dropSpaceAtEnd(nodes);
		nodes.push(node);
	}
}

function dropSpaceAtEnd(nodes: PhrasingContent[]): void {
	const last = nodes.at(-1);
	if (last?.type !== "text" || !last.value.endsWith(" ")) return;
	const value = last.value.replace(/ $/, "");
	if (value === "") nodes.pop();
	else nodes[nodes.length - 1] = { ...last, value };
}

/** Without spaces and breaks at the ends of the line. */
function trimmed(nodes: PhrasingContent[]): PhrasingContent[] {
	const isEmpty = (node: PhrasingContent | undefined) =>
		node?.type === "break" || (node?.type === "text" && node.value.trim() === "");
	let start = 0;
	while (isEmpty(nodes[start])) start += 1;
	let end = nodes.length;
	while (end > start && isEmpty(nodes[end - 1])) end -= 1;
	return nodes.slice(start, end);
}

/** The nodes with those marks as HTML that would not be marks in Markdown. */
function writable(nodes: readonly PhrasingContent[], around: Around): PhrasingContent[] {
	return nodes.flatMap((node, index) => {
		if (node.type === "link") return [{ ...node, children: writable(node.children, LABEL) }];
		if (!isMark(node)) return [node];
		const before = outside(nodes[index - 1], "last") ?? around.before;
		const after = outside(nodes[index + 1], "first") ?? around.after;
		if (canStand(node, before, after)) return [{ ...node, children: writable(node.children, MARKERS) }];
		const tag = TAGS[node.type];
		return [html(`<${tag}>`), ...writable(node.children, ELEMENT), html(`</${tag}>`)];
	});
}

/** Whether a mark opens after a character and closes before another. */
function canStand(mark: Mark, before: string, after: string): boolean {
	// Markers that touch others are written with underscores, which neither open nor close within a word.
	if (before === MARKER || after === MARKER) return !isLetter(before) && !isLetter(after);
	return (
		(isLetter(inside(mark, "first")) || !isLetter(before)) &&
		(isLetter(inside(mark, "last")) || !isLetter(after))
	);
}

/** The character of a node that a mark beside it is next to. */
function outside(node: PhrasingContent | undefined, end: End): string | undefined {
	if (node === undefined) return undefined;
	if (isMark(node)) return MARKER;
	if (node.type === "break") return " ";
	return node.type === "text" ? edge(node.value, end) : PUNCTUATION;
}

const inside = ({ children }: Mark, end: End): string =>
	outside(children.at(end === "first" ? 0 : -1), end) ?? MARKER;

/** The first or last character; half of one that has two halves, in which converters see a letter. */
const edge = (text: string, end: End): string => text.at(end === "first" ? 0 : -1) ?? " ";

const isLetter = (character: string): boolean => /^[^\s\p{P}\p{S}]/u.test(character);

const html = (value: string): Html => ({ type: "html", value });

const isMark = (node: PhrasingContent): node is Mark => node.type in TAGS;

const PHRASING = new Set([
	"text",
	"strong",
	"emphasis",
	"delete",
	"link",
	"image",
	"inlineCode",
	"break",
	"html",
]);

const isPhrasing = (node: Nodes): node is PhrasingContent => PHRASING.has(node.type);

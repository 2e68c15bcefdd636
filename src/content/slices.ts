import type { Element, ElementContent, Root, RootContent } from "hast";
import { cellCount, rowsOf } from "./tables.ts";

/** What is converted at once: so many nodes, of which a long text counts as several. Takes some 50 ms. */
const MOST_WORK = 2_000;
const CHARACTERS_A_NODE = 100;
/** A text that is longer is cut in two paragraphs. */
const LONGEST_TEXT = 50_000;

const LISTS = new Set(["ul", "ol", "dl"]);

/** A part of a document that is converted alone. */
export interface Slice {
	readonly tree: Root;
	/** Whether it goes on with the list, or the table, of the slice before. */
	readonly goesOn: boolean;
	/** Lines at its start that are the table's header once more. */
	readonly spareLines: number;
}

/** Takes a document apart, so that others get a turn between the conversions of two parts; in order, and all of it. */
export function slicesOf(document: Root): Slice[] {
	const pieces = new Slicer().among(document.children);
	return pieces.map(({ nodes, ...slice }) => ({ ...slice, tree: { type: "root", children: [...nodes] } }));
}

interface Piece extends Omit<Slice, "tree"> {
	readonly nodes: readonly RootContent[];
}

class Slicer {
	/** Of elements, each of which is looked through once. */
	readonly #work = new Map<RootContent, number>();

	among(children: readonly RootContent[]): Piece[] {
		const pieces: Piece[] = [];
		let nodes: RootContent[] = [];
		let work = 0;
		const finish = (): void => {
			if (nodes.length > 0) pieces.push(pieceOf(nodes));
			nodes = [];
			work = 0;
		};
		for (const child of children) {
			const cost = this.#workOf(child);
			if (work + cost > MOST_WORK) finish();
			if (cost > MOST_WORK) pieces.push(...this.#partsOf(child));
			else {
				nodes.push(child);
				work += cost;
			}
		}
		finish();
		return pieces;
	}

	/** What is too much for one slice, in several: each has a copy of the element around its part. */
	#partsOf(node: RootContent): Piece[] {
		if (node.type === "text") return textsOf(node.value);
		if (node.type !== "element") return [pieceOf([node])];
		if (node.tagName === "table") return this.#rowsOf(node);
		const isList = LISTS.has(node.tagName);
		let before = 0;
		return this.among(node.children).map((piece, index) => {
			const part = elementWith(node, piece.nodes);
			if (node.tagName === "ol") part.properties = { ...part.properties, start: startOf(node) + before };
			before += piece.nodes.filter((each) => each.type === "element").length;
			return { ...piece, nodes: [part], goesOn: piece.goesOn || (isList && index > 0) };
		});
	}

	/** Rows of a table, with an empty header where it is not the first part. Without rows where one is too much. */
	#rowsOf(table: Element): Piece[] {
		const rows = rowsOf(table);
		if (rows.some((row) => this.#workOf(row) > MOST_WORK))
			return this.among(rows.flatMap(({ children }) => children.map(plain)));
		const columns = Math.ceil(cellCount(table) / Math.max(1, rows.length));
		const pieces: Piece[] = [];
		let part: Element[] = [];
		let work = 0;
		const finish = (): void => {
			if (part.length === 0) return;
			const isFirst = pieces.length === 0;
			const shown = elementWith(table, isFirst ? part : [HEADER, ...part]);
			pieces.push({ nodes: [shown], goesOn: !isFirst, spareLines: isFirst ? 0 : 2 });
			part = [];
			work = 0;
		};
		for (const row of rows) {
			const cost = this.#workOf(row) + columns;
			if (work + cost > MOST_WORK) finish();
			part.push(row);
			work += cost;
		}
		finish();
		return pieces;
	}

	#workOf(node: RootContent): number {
		if (node.type === "text") return 1 + Math.floor(node.value.length / CHARACTERS_A_NODE);
		if (node.type !== "element") return 1;
		const known = this.#work.get(node) ?? node.children.reduce((sum, child) => sum + this.#workOf(child), 1);
		this.#work.set(node, known);
		return known;
	}
}

const pieceOf = (nodes: readonly RootContent[]): Piece => ({ nodes, goesOn: false, spareLines: 0 });

function textsOf(text: string): Piece[] {
	const pieces: Piece[] = [];
	for (let at = 0; at < text.length; at += LONGEST_TEXT)
		pieces.push(pieceOf([{ type: "text", value: text.slice(at, at + LONGEST_TEXT) }]));
	return pieces;
}

const HEADER: Element = {
	type: "element",
	tagName: "tr",
	properties: {},
	children: [{ type: "element", tagName: "th", properties: {}, children: [] }],
};

const plain = (cell: ElementContent): ElementContent =>
	cell.type === "element" ? { ...cell, tagName: "div", properties: {} } : cell;

const elementWith = (element: Element, children: readonly RootContent[]): Element => ({
	...element,
	// What comes out of an element's children may go back into one.
	children: children as ElementContent[],
});

const startOf = ({ properties }: Element): number =>
	Number.parseInt(String(properties["start"] ?? 1), 10) || 1;

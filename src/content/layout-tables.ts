import type { Element, Nodes, Root } from "hast";

/** Rows times columns; every row of a Markdown table is as wide as the widest. */
const MOST_CELLS = 20_000;

const TABLE_PARTS = new Set(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"]);

/** Makes plain blocks of the tables in `tree` that Markdown can't say: those that hold tables, and those that are too big. */
export function unwrapLayoutTables(tree: Root): void {
	unwrapWithin(tree);
}

/** Whether there is a table in it. */
function unwrapWithin(node: Nodes): boolean {
	if (!("children" in node)) return false;
	let holdsTable = false;
	for (const child of node.children) holdsTable = unwrapWithin(child) || holdsTable;
	if (node.type !== "element" || node.tagName !== "table") return holdsTable;
	if (holdsTable || cellCount(node) > MOST_CELLS) unwrap(node);
	return true;
}

function unwrap(element: Element): void {
	element.tagName = "div";
	element.properties = {};
	for (const child of element.children) {
		if (child.type === "element" && child.tagName !== "table" && TABLE_PARTS.has(child.tagName))
			unwrap(child);
	}
}

function cellCount(table: Element): number {
	const widths: number[] = [];
	const rows = rowsOf(table);
	for (const [index, row] of rows.entries()) {
		for (const cell of row.children) {
			if (cell.type !== "element") continue;
			const { colSpan, rowSpan } = cell.properties;
			const end = Math.min(index + Number(rowSpan ?? 1), rows.length);
			for (let at = index; at < end; at += 1) widths[at] = (widths[at] ?? 0) + Number(colSpan ?? 1);
		}
	}
	return rows.length * widths.reduce((widest, width) => Math.max(widest, width), 0);
}

const rowsOf = (part: Element): Element[] =>
	part.children.flatMap((child) => {
		if (child.type !== "element") return [];
		return child.tagName === "tr" ? [child] : rowsOf(child);
	});

import type { Element, ElementContent, Root, RootContent } from "hast";

/** Rows times columns; every row of a Markdown table is as wide as the widest. */
const MOST_CELLS = 20_000;

const TABLE_PARTS = new Set(["table", "thead", "tbody", "tfoot", "tr", "td", "th"]);

/**
 * Makes the tables in `tree` such as Markdown can say: a caption goes before its table, and those that hold tables, or
 * are too big, become plain blocks. Rows without a table, as the main content of a page may have, get one.
 */
export function simplifyTables(tree: Root): void {
	simplifyWithin(tree);
}

/** Whether there is a table in it. */
function simplifyWithin(parent: Root | Element): boolean {
	// A table may be wherever its parts are, which the types don't say.
	if (parent.type === "root" || !TABLE_PARTS.has(parent.tagName))
		parent.children = withTables(parent.children) as typeof parent.children;
	let holdsTable = false;
	for (const child of parent.children)
		if (child.type === "element") holdsTable = simplifyWithin(child) || holdsTable;
	// A block may be wherever a table may, which the types don't say.
	if (holdsTable) parent.children = parent.children.flatMap(captionFirst) as typeof parent.children;
	if (parent.type !== "element" || parent.tagName !== "table") return holdsTable;
	if (holdsTable || cellCount(parent) > MOST_CELLS) unwrap(parent);
	return true;
}

/** Puts rows and cells that are in no table into one. A row alone is a layout, whose cells become blocks. */
function withTables(children: readonly RootContent[]): readonly RootContent[] {
	if (!children.some(isPart)) return children;
	const tables: Element[] = [];
	const result: RootContent[] = [];
	let table: Element | undefined;
	for (const child of children) {
		if (isPart(child)) {
			if (table === undefined) {
				table = { ...block, tagName: "table", children: [] };
				tables.push(table);
				result.push(table);
			}
			table.children.push(child);
			continue;
		}
		if (child.type !== "text" || child.value.trim() !== "") table = undefined;
		result.push(child);
	}
	for (const each of tables) if (rowsOf(each).length < 2) unwrap(each);
	return result;
}

const isPart = (node: RootContent): node is Element =>
	node.type === "element" && node.tagName !== "table" && TABLE_PARTS.has(node.tagName);

function captionFirst(node: RootContent): RootContent[] {
	if (!isElement(node, "table")) return [node];
	const captions = node.children.filter((child) => isElement(child, "caption"));
	if (captions.length === 0) return [node];
	node.children = node.children.filter((child) => !isElement(child, "caption"));
	return [...captions.map(({ children }): Element => ({ ...block, children })), node];
}

const block = { type: "element", tagName: "div", properties: {} } as const;

const isElement = (node: RootContent | ElementContent, tagName: string): node is Element =>
	node.type === "element" && node.tagName === tagName;

function unwrap(element: Element): void {
	element.tagName = "div";
	element.properties = {};
	for (const child of element.children)
		if (child.type === "element" && child.tagName !== "table" && TABLE_PARTS.has(child.tagName))
			unwrap(child);
}

/** Rows times the widest row's columns. */
export function cellCount(table: Element): number {
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

export const rowsOf = (part: Element): Element[] =>
	part.children.flatMap((child) => {
		if (child.type !== "element") return [];
		return child.tagName === "tr" ? [child] : rowsOf(child);
	});

const MOST_TABLES = 50;
const MOST_ROWS = 1000;
const MOST_COLUMNS = 50;
const MOST_CELL = 500;
/** Of all cells of all tables, or of all scripts with JSON-LD. */
const MOST_STRUCTURED = 1_000_000;

/**
 * The page's JSON-LD, as text: whoever parses it decides what is too deep.
 * @param {Document} copy
 */
function jsonLdTexts(copy) {
	let left = MOST_STRUCTURED;
	return [...copy.querySelectorAll("script")]
		.slice(0, 100)
		.map((script) => script.textContent ?? "")
		.filter((text) => (left -= text.length) >= 0);
}

/**
 * The tables that hold data, not layout.
 * @param {Document} copy
 */
function dataTables(copy) {
	const left = { text: MOST_STRUCTURED };
	return [...copy.querySelectorAll("table:not(:has(table)):not([role=presentation]):not([role=none])")]
		.slice(0, MOST_TABLES)
		.map((table) => dataTable(/** @type {HTMLTableElement} */ (table), left))
		.filter(({ headers, rows }) => rows.length > 0 && Math.max(headers.length, rows[0]?.length ?? 0) > 1);
}

/**
 * @param {HTMLTableElement} table
 * @param {{ text: number }} left
 */
function dataTable(table, left) {
	const rows = [...table.rows].slice(0, MOST_ROWS);
	const [first] = rows;
	const isHeader =
		first !== undefined && (table.tHead?.contains(first) || [...first.cells].every(isHeaderCell));
	const [headers = [], ...data] = isHeader ? tableGrid(rows, left) : [[], ...tableGrid(rows, left)];
	const caption = table.caption === null ? "" : visibleText(table.caption).slice(0, MOST_CELL);
	return { ...(caption !== "" && { caption }), headers, rows: data };
}

const BLOCK = /^(?:address|article|blockquote|br|d[dlt]|div|figure|h[1-6]|hr|li|ol|p|pre|section|ul)$/;

/**
 * The text of an element, with a space where one block ends and another begins. A copy is no deeper than can be followed.
 * @param {Node} node
 * @returns {string}
 */
function textOfBlocks(node) {
	if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? "";
	const text = Array.from(node.childNodes, textOfBlocks).join("");
	return BLOCK.test(node.nodeName.toLowerCase()) ? ` ${text} ` : text;
}

/** @param {Element} cell */
function isHeaderCell(cell) {
	return cell.localName === "th";
}

/**
 * The text of each cell; of one that spans rows or columns in all of them, so that each row can be read by itself.
 * @param {readonly HTMLTableRowElement[]} rows
 * @param {{ text: number }} left
 */
function tableGrid(rows, left) {
	/** @type {string[][]} */
	const grid = rows.map(() => []);
	for (const [y, row] of rows.entries()) {
		let x = 0;
		for (const cell of row.cells) {
			while (grid[y]?.[x] !== undefined) x += 1;
			const text = textOfBlocks(cell).replaceAll(/\s+/g, " ").trim().slice(0, MOST_CELL);
			const right = Math.min(x + cell.colSpan, MOST_COLUMNS);
			const bottom = Math.min(y + Math.max(cell.rowSpan, 1), rows.length);
			for (let at = y; at < bottom; at += 1) {
				for (let column = x; column < right; column += 1) {
					const line = grid[at];
					left.text -= text.length + 10;
					if (line !== undefined && left.text > 0) line[column] = text;
				}
			}
			x = right;
			if (x >= MOST_COLUMNS || left.text <= 0) break;
		}
	}
	return grid.map((line) => Array.from(line, (text) => text ?? ""));
}

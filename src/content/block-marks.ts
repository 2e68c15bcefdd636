import type { Element, ElementContent, Root, RootContent } from "hast";

const MARKS = new Set(["a", "b", "del", "em", "i", "mark", "s", "strike", "strong"]);

const BLOCKS = new Set(
	(
		"address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer " +
		"form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main nav ol p plaintext pre section summary " +
		"table tbody td tfoot th thead tr ul xmp"
	).split(" "),
);

const CODE = new Set(["listing", "plaintext", "pre", "xmp"]);

/**
 * Moves the marks of `tree` that are around blocks into them, because Markdown has none around blocks: each text in
 * a block gets its own.
 */
export function moveMarksIntoBlocks(tree: Root): void {
	tree.children = new MarkMover().within(tree.children, []);
}

export const isBlock = ({ tagName }: Element): boolean => BLOCKS.has(tagName);

export const isCodeBlock = ({ tagName }: Element): boolean => CODE.has(tagName);

class MarkMover {
	/** Of marks, each of which is looked through once. */
	readonly #holdsBlock = new Map<Element, boolean>();

	within<Node extends RootContent>(nodes: readonly Node[], marks: readonly Element[]): (Node | Element)[] {
		const result: (Node | Element)[] = [];
		let line: Node[] = [];
		const finishLine = (): void => {
			result.push(...marked(line, marks));
			line = [];
		};
		for (const node of nodes) {
			if (node.type !== "element" || !this.#isOrHoldsBlock(node)) {
				line.push(node);
				continue;
			}
			finishLine();
			if (MARKS.has(node.tagName)) {
				// Elements hold what may be wherever an element may.
				result.push(...(this.within(node.children, [...marks, node]) as Element[]));
				continue;
			}
			if (node.tagName === "p" && node.children.some((child) => this.#isOrHoldsBlock(child)))
				node.tagName = "div";
			if (!isCodeBlock(node)) node.children = this.within(node.children, marks);
			result.push(node);
		}
		finishLine();
		return result;
	}

	#isOrHoldsBlock(node: RootContent): boolean {
		if (node.type !== "element") return false;
		if (!MARKS.has(node.tagName)) return isBlock(node);
		const known = this.#holdsBlock.get(node) ?? node.children.some((child) => this.#isOrHoldsBlock(child));
		this.#holdsBlock.set(node, known);
		return known;
	}
}

function marked<Node extends RootContent>(
	line: readonly Node[],
	marks: readonly Element[],
): (Node | Element)[] {
	if (line.every((node) => node.type === "text" && node.value.trim() === "")) return [...line];
	return marks.reduceRight<(Node | Element)[]>(
		// A mark may hold whatever a line may.
		(inner, mark) => [{ ...mark, children: inner as ElementContent[] }],
		[...line],
	);
}

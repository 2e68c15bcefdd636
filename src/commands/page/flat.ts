import type { PageElement, PageWindow } from "./dom.ts";

/** A node of a document, as far as the functions here look at it. */
interface FlatNode extends PageElement {
	readonly childNodes: Iterable<FlatNode>;
	readonly shadowRoot:
		| (NonNullable<PageElement["shadowRoot"]> & { readonly childNodes: Iterable<FlatNode> })
		| null;
	assignedNodes?(): readonly FlatNode[];
}

interface Flat {
	readonly text: string;
	/** Of the whole. */
	readonly length: number;
}

/**
 * Runs in the page: the text of an element as it is shown, with that of open shadow roots, which `innerText` leaves out.
 */
export function shownText(root: PageElement | null, most: number): Flat {
	const page = globalThis as unknown as PageWindow;
	if (root === null) return { text: "", length: 0 };
	/** What has a shadow root or a slot in it; the rest shows its own text. */
	const mixed = new Set<PageElement>();
	const mark = (from: PageElement) => {
		let at: PageElement | null = from;
		for (; at !== null && !mixed.has(at); at = at.parentElement ?? at.getRootNode().host ?? null)
			mixed.add(at);
	};
	const looked: Pick<PageElement, "querySelectorAll">[] = [root];
	if (root.shadowRoot !== null) looked.push(root.shadowRoot);
	for (let part = looked.pop(); part !== undefined; part = looked.pop())
		for (const each of part.querySelectorAll("*"))
			if (each.shadowRoot !== null) {
				mark(each);
				looked.push(each.shadowRoot);
			} else if (each.localName === "slot") mark(each);
	if (root.shadowRoot !== null) mark(root);

	let text = "";
	const newLine = () => {
		if (text !== "" && !text.endsWith("\n\n")) text += "\n";
	};
	if (mixed.size === 0) text = root.innerText ?? root.textContent ?? "";
	const waiting: (FlatNode | "end of a block")[] = mixed.size === 0 ? [] : [root as FlatNode];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (node === "end of a block") newLine();
		else if (node.nodeType === 3) {
			const own = (node.textContent ?? "").replaceAll(/\s+/g, " ");
			text += /(^|\s)$/.test(text.slice(-1)) ? own.trimStart() : own;
		} else if (node.nodeType === 1 && !/^(script|style|template|noscript)$/.test(node.localName)) {
			const display = page.getComputedStyle(node)["display"] ?? "";
			if (display === "none") continue;
			const isBlock = !/^(inline|contents|ruby)/.test(display);
			if (isBlock || node.localName === "br") newLine();
			if (isBlock) waiting.push("end of a block");
			if (mixed.has(node)) {
				const assigned = node.assignedNodes?.() ?? [];
				const children = assigned.length > 0 ? assigned : (node.shadowRoot ?? node).childNodes;
				for (const child of [...children].toReversed()) waiting.push(child);
			} else text += node.innerText ?? node.textContent ?? "";
		}
	}
	if (mixed.size > 0) text = text.trim();
	return { text: text.slice(0, most), length: text.length };
}

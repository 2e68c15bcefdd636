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
	type Prototypes = Record<"Node" | "Element" | "HTMLElement", { readonly prototype: object }>;
	const page = globalThis as unknown as PageWindow & Prototypes;
	if (root === null) return { text: "", length: 0 };
	// The prototypes' own: a form has its fields under their names, whatever it is asked for.
	const read = <Name extends keyof FlatNode>(
		kind: keyof Prototypes,
		node: PageElement,
		name: Name,
	): FlatNode[Name] => Reflect.get(page[kind].prototype, name, node);
	const all = (part: PageElement) => read("Element", part, "querySelectorAll").call(part, "*");
	const above = (node: PageElement) =>
		read("Node", node, "parentElement") ?? read("Node", node, "getRootNode").call(node).host ?? null;
	const shadowOf = (node: PageElement) => read("Element", node, "shadowRoot");
	const innerText = (node: PageElement) =>
		(node.innerText === undefined ? node.textContent : read("HTMLElement", node, "innerText")) ?? "";

	/** What has a shadow root or a slot in it; the rest shows its own text. */
	const mixed = new Set<PageElement>();
	const mark = (from: PageElement) => {
		for (let at: PageElement | null = from; at !== null && !mixed.has(at); at = above(at)) mixed.add(at);
	};
	const looked: Iterable<PageElement>[] = [[root], all(root)];
	for (let part = looked.pop(); part !== undefined; part = looked.pop())
		for (const each of part) {
			const shadow = shadowOf(each);
			if (shadow !== null || read("Element", each, "localName") === "slot") mark(each);
			if (shadow !== null) looked.push(shadow.querySelectorAll("*"));
		}

	const parts: string[] = [];
	/** The last letters: to look at the end of all that is there takes longer and longer. */
	let end = "";
	const add = (text: string) => {
		if (text === "") return;
		parts.push(text);
		end = (end + text.slice(-2)).slice(-2);
	};
	const newLine = () => {
		if (end !== "" && end !== "\n\n") add("\n");
	};
	if (mixed.size === 0) add(innerText(root));
	const waiting: (FlatNode | "end of a block")[] = mixed.size === 0 ? [] : [root as FlatNode];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		if (node === "end of a block") {
			newLine();
			continue;
		}
		const type = read("Node", node, "nodeType");
		if (type === 3) {
			const around = above(node);
			if (around !== null && page.getComputedStyle(around)["visibility"] !== "visible") continue;
			const own = (node.textContent ?? "").replaceAll(/\s+/g, " ");
			add(/(^|\s)$/.test(end) ? own.trimStart() : own);
		}
		if (type !== 1) continue;
		const name = read("Element", node, "localName");
		const display = page.getComputedStyle(node)["display"] ?? "";
		if (display === "none" || /^(script|style|template|noscript)$/.test(name)) continue;
		const isBlock = !/^(inline|contents|ruby)/.test(display);
		if (isBlock || name === "br") newLine();
		if (isBlock) waiting.push("end of a block");
		if (mixed.has(node)) {
			const assigned = name === "slot" ? (node.assignedNodes?.() ?? []) : [];
			const shadow = shadowOf(node);
			const children =
				assigned.length > 0 ? assigned : (shadow?.childNodes ?? read("Node", node, "childNodes"));
			for (const child of [...children].toReversed()) waiting.push(child);
		} else add(innerText(node));
	}
	const text = mixed.size > 0 ? parts.join("").trim() : parts.join("");
	return { text: text.slice(0, most), length: text.length };
}

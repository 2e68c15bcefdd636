import type { PageElement } from "./dom.ts";

/** A node of any kind. */
interface PageNode extends PageElement {
	readonly nodeValue: string | null;
	readonly firstChild: PageNode | null;
	readonly nextSibling: PageNode | null;
}

interface Found {
	readonly node: PageNode;
	/** Where its text begins in that of all. */
	readonly start: number;
	isOver: boolean;
	hasFound: boolean;
	readonly parent: Found | undefined;
}

/**
 * Runs in the page: the innermost elements whose text has `wanted` in it, `most` at most, in open shadow roots too. Runs of
 * white space count as one space, and so do a `br` and the edges of a block. `scope`, where there is one, is a CSS selector of what they are, or
 * are in; with `isInside`, only of what they are in.
 */
export function elementsWithText(
	root: PageElement,
	wanted: string,
	scope: string,
	isInside: boolean,
	most: number,
): PageElement[] {
	// A selector that is none throws, whether or not there is a text.
	if (scope !== "") root.querySelector(scope);
	const space = /[\s\u00a0]+/g;
	const parts: string[] = [];
	let length = 0;
	let endsInSpace = true;
	const add = (text: string): void => {
		let part = text.replace(space, " ");
		if (endsInSpace && part.startsWith(" ")) part = part.slice(1);
		if (part === "") return;
		parts.push(part);
		length += part.length;
		endsInSpace = part.endsWith(" ");
	};
	const isField = (node: PageElement): boolean =>
		node.localName === "textarea" ||
		(node.localName === "input" && !/^(?:checkbox|image|radio|password)$/.test(node.type ?? ""));
	const isBlock = (node: PageElement): boolean =>
		/^(?:article|aside|blockquote|d[dlt]|div|fig\w+|footer|form|h[1-6]|header|hr|legend|li|main|nav|ol|p|pre|section|summary|table|t[dhr]|ul)$/.test(
			node.localName,
		);
	const enter = (node: PageNode, parent: Found | undefined): Found => ({
		node,
		start: length,
		isOver: false,
		hasFound: false,
		parent,
	});

	// Each element is on the stack twice: before and after what is in it.
	const ends: (readonly [Found, number])[] = [];
	const stack: Found[] = [enter(root as PageNode, undefined)];
	for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
		const { node } = entry;
		if (entry.isOver) {
			ends.push([entry, length]);
			if (isBlock(node)) add(" ");
			continue;
		}
		if (node.nodeType === 3) {
			add(node.nodeValue ?? "");
			continue;
		}
		if (node.nodeType === 8 || /^(?:script|style|head|template)$/.test(node.localName)) continue;
		if (node.localName === "br" || isBlock(node)) add(" ");
		const own = enter(node, entry.parent);
		own.isOver = true;
		stack.push(own);
		if (isField(node)) {
			add(node.value ?? "");
			continue;
		}
		const children: PageNode[] = [];
		for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
		// A shadow root is a node as well.
		const shadow = node.shadowRoot as unknown as PageNode | null;
		if (shadow !== null && shadow !== undefined) children.push(shadow);
		for (const child of children.toReversed()) stack.push(enter(child, own));
	}

	// Where it is found, overlapping finds included, in one pass (Knuth, Morris and Pratt).
	const all = parts.join("");
	const back = [0];
	for (let at = 1, same = 0; at < wanted.length; at += 1) {
		while (same > 0 && wanted[at] !== wanted[same]) same = back[same - 1] ?? 0;
		if (wanted[at] === wanted[same]) same += 1;
		back.push(same);
	}
	// For each place in the text, where the next find begins.
	const finds: number[] = [];
	for (let at = 0, same = 0; at < all.length; at += 1) {
		while (same > 0 && all[at] !== wanted[same]) same = back[same - 1] ?? 0;
		if (all[at] === wanted[same]) same += 1;
		if (same < wanted.length) continue;
		finds.push(at - wanted.length + 1);
		same = back[same - 1] ?? 0;
	}
	const nextFrom = (start: number): number => {
		let low = 0;
		let high = finds.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((finds[middle] ?? 0) < start) low = middle + 1;
			else high = middle;
		}
		return finds[low] ?? Infinity;
	};

	const isInScope = (node: PageElement): boolean => {
		if (scope === "") return true;
		let from: PageElement | null | undefined = node;
		if (isInside) from = node.parentElement ?? node.getRootNode().host;
		while (from !== null && from !== undefined) {
			const above: PageElement | null = from.closest(scope);
			if (above !== null) return root.nodeType === 9 || above !== root;
			from = from.getRootNode().host;
		}
		return false;
	};
	const found: PageElement[] = [];
	for (const [entry, end] of ends) {
		const { node, start, parent } = entry;
		const has = entry.hasFound || nextFrom(start) + wanted.length <= end;
		if (!has) continue;
		if (parent !== undefined) parent.hasFound = true;
		if (entry.hasFound || node.nodeType !== 1 || !isInScope(node)) continue;
		found.push(node);
		if (found.length === most) break;
	}
	return found;
}

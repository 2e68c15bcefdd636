import type { Element, ElementContent, Root } from "hast";

/** A number that an item may state; what is beyond is none that a reader would count to. */
const MOST_NUMBER = 999_999_999;

/**
 * Makes lists such as Markdown can say: a list right in another one belongs to the item before it, as browsers show it,
 * and one whose items state other numbers goes on as a list with that start.
 */
export function simplifyLists(parent: Root | Element): void {
	for (const child of parent.children) {
		if (child.type !== "element") continue;
		if (isList(child)) child.children = nested(child.children);
		simplifyLists(child);
	}
	// A list may be wherever the one is that it is a part of, which the types don't say.
	parent.children = parent.children.flatMap((child) =>
		child.type === "element" && child.tagName === "ol" ? byNumber(child) : [child],
	) as typeof parent.children;
}

function nested(children: readonly ElementContent[]): ElementContent[] {
	const result: ElementContent[] = [];
	let item: Element | undefined;
	for (const child of children) {
		if (child.type === "element" && isList(child) && item !== undefined) {
			item.children.push(child);
			continue;
		}
		if (child.type === "element") item = child.tagName === "li" ? child : undefined;
		result.push(child);
	}
	return result;
}

function byNumber(list: Element): Element[] {
	const lists: Element[] = [{ ...list, children: [] }];
	let number = Number.parseInt(String(list.properties["start"] ?? 1), 10) || 1;
	for (const child of list.children) {
		const isItem = child.type === "element" && child.tagName === "li";
		const stated = isItem ? Number(child.properties["value"] ?? Number.NaN) : Number.NaN;
		if (Number.isInteger(stated) && stated !== number && stated >= 0 && stated <= MOST_NUMBER) {
			number = stated;
			const properties = { ...list.properties, start: number };
			const isFirst = lists.at(-1)?.children.every(({ type }) => type === "text") ?? true;
			lists.splice(isFirst ? -1 : lists.length, isFirst ? 1 : 0, { ...list, properties, children: [] });
		}
		lists.at(-1)?.children.push(child);
		if (isItem) number += 1;
	}
	return lists;
}

const isList = ({ tagName }: Element): boolean => tagName === "ul" || tagName === "ol";

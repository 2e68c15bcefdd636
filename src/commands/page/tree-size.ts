import type { PageElement, PageWindow } from "./dom.ts";

/** Runs in a page: whether its document has more elements than that, those in open shadow roots included. */
export function hasMoreElements(most: number): boolean {
	const page = globalThis as unknown as PageWindow;
	let left = most;
	const waiting: Pick<PageElement, "querySelectorAll">[] = [page.document];
	for (let next = waiting.pop(); next !== undefined && left >= 0; next = waiting.pop()) {
		const elements = next.querySelectorAll("*");
		left -= elements.length;
		if (left < 0) break;
		for (const element of elements) if (element.shadowRoot !== null) waiting.push(element.shadowRoot);
	}
	return left < 0;
}

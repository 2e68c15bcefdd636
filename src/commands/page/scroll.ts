import type { PageElement, PageWindow } from "./dom.ts";

/** Runs in the page. A coordinate that is null stays as it is. */
export function scrollTo(x: number | null, y: number | null): void {
	const page = globalThis as unknown as PageWindow;
	page.scrollTo({ left: x ?? page.scrollX, top: y ?? page.scrollY, behavior: "instant" });
}

/** Runs in the page. */
export function scrollPageBy(x: number, y: number): void {
	(globalThis as unknown as PageWindow).scrollBy({ left: x, top: y, behavior: "instant" });
}

/** Runs in the page. */
export function scrollBy(element: PageElement, x: number, y: number): void {
	element.scrollBy({ left: x, top: y, behavior: "instant" });
}

/** Runs in the page. */
export function scrollIntoView(element: PageElement): void {
	element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
}

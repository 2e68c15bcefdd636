import type { PageElement, PageWindow } from "./dom.ts";

/** Beyond it a picture is all numbers. */
export const MOST_CONTROLS = 300;

/** Runs in a page: what can be used there and is in view, those in open shadow roots included, `most` at most. */
export function controlsInView(most: number): PageElement[] {
	const selector =
		"a[href], button, input:not([type=hidden]), select, textarea, summary, option, [contenteditable=''], " +
		"[contenteditable=true], [tabindex]:not([tabindex='-1']), [onclick], [role=button], [role=link], [role=checkbox], " +
		"[role=radio], [role=switch], [role=tab], [role=menuitem], [role=option], [role=combobox], [role=textbox]";
	const page = globalThis as unknown as PageWindow;
	const found: PageElement[] = [];
	const isInView = (element: PageElement) => {
		const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
		const isInside = right > 0 && bottom > 0 && left < page.innerWidth && top < page.innerHeight;
		return (
			isInside &&
			width >= 2 &&
			height >= 2 &&
			element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) !== false
		);
	};
	const look = (parent: Pick<PageElement, "querySelectorAll">) => {
		for (const element of parent.querySelectorAll("*")) {
			if (found.length === most) return;
			if (element.matches(selector) && isInView(element)) found.push(element);
			if (element.shadowRoot !== null) look(element.shadowRoot);
		}
	};
	look(page.document);
	return found;
}

import type { PageElement, PageWindow } from "./dom.ts";

/** Beyond it a picture is all numbers. */
export const MOST_CONTROLS = 300;

/** Runs in a page: what can be used there and is in view, those in open shadow roots included, `most` at most. */
export function controlsInView(most: number): PageElement[] {
	const selector =
		"a[href], button, input:not([type=hidden]), select, textarea, summary, option, [contenteditable=''], " +
		"[contenteditable=true], [contenteditable=plaintext-only], [tabindex]:not([tabindex='-1']), [onclick], " +
		"[role=button], [role=link], [role=checkbox], [role=radio], [role=switch], [role=tab], [role=menuitem], " +
		"[role=menuitemcheckbox], [role=menuitemradio], [role=treeitem], [role=option], [role=combobox], " +
		"[role=textbox], [role=searchbox], [role=slider], [role=spinbutton]";
	const page = globalThis as unknown as PageWindow;
	const found: PageElement[] = [];
	/** What is a part of a control, and not one by itself. */
	const parts = new Set<PageElement>();
	const parentOf = (element: PageElement) => element.parentElement ?? element.getRootNode().host ?? null;
	const isPart = (element: PageElement) => {
		const parent = parentOf(element);
		if (parent === null || !(parts.has(parent) || parent.matches("a[href], button, label, summary, select")))
			return false;
		parts.add(element);
		return true;
	};
	const hasPointer = (element: PageElement) =>
		/\bpointer$/.test(page.getComputedStyle(element)["cursor"] ?? "");
	/** Frameworks listen at the top of the page: what a click is for shows by the cursor, which what is inside inherits. */
	const startsPointer = (element: PageElement) => {
		const parent = element.assignedSlot ?? parentOf(element);
		return parent !== null && element.localName !== "body" && hasPointer(element) && !hasPointer(parent);
	};
	/** Whether it has no box, but its contents may have. */
	const isContents = (element: PageElement) =>
		element.getClientRects().length === 0 && page.getComputedStyle(element)["display"] === "contents";
	const boxOf = (element: PageElement) => {
		if (!isContents(element)) return element.getBoundingClientRect();
		const range = page.document.createRange();
		range.selectNodeContents(element);
		return range.getBoundingClientRect();
	};
	const isInView = (element: PageElement) => {
		const { left, top, right, bottom, width, height } = boxOf(element);
		const isInside = right > 0 && bottom > 0 && left < page.innerWidth && top < page.innerHeight;
		if (!isInside || width < 2 || height < 2) return false;
		let boxed = element;
		while (isContents(boxed) && boxed.parentElement !== null) boxed = boxed.parentElement;
		return boxed.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) !== false;
	};
	const look = (parent: Pick<PageElement, "querySelectorAll">) => {
		for (const element of parent.querySelectorAll("*")) {
			if (found.length === most) return;
			const mayBe = !isPart(element);
			if (
				element.matches(selector) ? isInView(element) : mayBe && isInView(element) && startsPointer(element)
			)
				found.push(element);
			if (element.shadowRoot !== null) look(element.shadowRoot);
		}
	};
	look(page.document);
	return found;
}

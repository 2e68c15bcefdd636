import type { Box, PageDocument, PageElement, PageWindow } from "./dom.ts";

export interface BoxOptions {
	readonly limit: number;
	readonly includeHtml: boolean;
}

export interface ElementBox {
	readonly selector: string;
	readonly index: number;
	readonly tag: string;
	readonly text?: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly bounding_box: Box;
	readonly center: { readonly x: number; readonly y: number };
	/** How much of it is in the viewport, from 0 to 1; 0 for what can't be seen at all. */
	readonly visibility: number;
	readonly clickable: boolean;
	readonly html?: string;
}

/** Runs in the page: where elements are in the viewport. */
export function boxesOf(
	elements: readonly PageElement[],
	selector: string,
	options: BoxOptions,
): ElementBox[] {
	const page = globalThis as unknown as PageWindow;
	const round = (value: number) => Math.round(value * 100) / 100;
	const rangeIn = (element: PageElement) => {
		const range = page.document.createRange();
		range.selectNodeContents(element);
		return range;
	};
	return elements.slice(0, options.limit).map((element, index) => {
		const style = page.getComputedStyle(element);
		// An element with `display: contents` has no box.
		const isContents = style["display"] === "contents";
		const rect = (isContents ? rangeIn(element) : element).getBoundingClientRect();
		const { x, y, width, height, left, top, right, bottom } = rect;
		const isShown =
			style["visibility"] === "visible" &&
			(isContents || element.checkVisibility?.({ opacityProperty: true }) !== false);
		const seenWidth = Math.max(0, Math.min(right, page.innerWidth) - Math.max(left, 0));
		const seenHeight = Math.max(0, Math.min(bottom, page.innerHeight) - Math.max(top, 0));
		const area = width * height;
		const visibility = isShown && area > 0 ? round((seenWidth * seenHeight) / area) : 0;
		const text = (element.innerText ?? element.textContent ?? "")
			.replaceAll(/\s+/g, " ")
			.trim()
			.slice(0, 200);
		const attributes = [...element.attributes]
			.slice(0, 50)
			.map(({ name, value }) => [name, value.slice(0, 500)]);
		const isInteractive =
			element.matches(
				"a[href], button, input:not([type=hidden]), select, textarea, summary, label, [onclick], [role=button], [role=link], [role=checkbox], [role=radio], [role=tab], [role=menuitem], [role=option], [role=switch], [contenteditable=''], [contenteditable=true], [tabindex]:not([tabindex='-1'])",
			) || style["cursor"] === "pointer";
		return {
			selector,
			index,
			tag: element.localName,
			...(text !== "" && { text }),
			attributes: Object.fromEntries(attributes) as Record<string, string>,
			bounding_box: { x: round(x), y: round(y), width: round(width), height: round(height) },
			center: { x: round(x + width / 2), y: round(y + height / 2) },
			visibility,
			clickable:
				visibility > 0 && isInteractive && !element.matches(":disabled") && style["pointerEvents"] !== "none",
			...(options.includeHtml && { html: element.outerHTML.slice(0, 2_000) }),
		};
	});
}

/** A frame that is drawn around a place of the page. */
export interface DrawnBox extends Box {
	readonly label: string;
}

/** Runs in the page: draws frames over it, in one element that the page's styles and scripts do not reach into. */
export function drawBoxes(name: string, boxes: readonly DrawnBox[]): void {
	const { document, scrollX, scrollY } = globalThis as unknown as PageWindow & { document: PageDocument };
	for (const old of document.querySelectorAll(`berth-overlay[name="${name}"]`)) old.remove();
	if (boxes.length === 0) return;
	const host = document.createElement("berth-overlay");
	host.setAttribute("name", name);
	host.setAttribute("aria-hidden", "true");
	Object.assign(host.style, {
		position: "absolute",
		left: "0",
		top: "0",
		zIndex: "2147483647",
		pointerEvents: "none",
	});
	const root = host.attachShadow({ mode: "closed" });
	for (const { x, y, width, height, label } of boxes) {
		const frame = document.createElement("div");
		Object.assign(frame.style, {
			position: "absolute",
			boxSizing: "border-box",
			left: `${x + scrollX}px`,
			top: `${y + scrollY}px`,
			width: `${width}px`,
			height: `${height}px`,
			border: "2px solid #e11d48",
			font: "bold 11px/14px system-ui, sans-serif",
			color: "#fff",
		});
		const tag = document.createElement("span");
		tag.textContent = label;
		Object.assign(tag.style, {
			position: "absolute",
			left: "-2px",
			top: "-2px",
			padding: "0 3px",
			background: "#e11d48",
		});
		if (label !== "") frame.append(tag);
		root.append(frame);
	}
	document.documentElement.append(host);
}

/** Runs in the page: shows each click for a moment where it was, until it is turned off. */
export function showClicks(enabled: boolean): void {
	const page = globalThis as unknown as PageWindow & { berthClickOverlay?: () => void };
	page.berthClickOverlay?.();
	delete page.berthClickOverlay;
	if (!enabled) return;
	const show = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => {
		const mark = page.document.createElement("berth-click");
		mark.setAttribute("aria-hidden", "true");
		Object.assign(mark.style, {
			position: "fixed",
			left: `${clientX - 12}px`,
			top: `${clientY - 12}px`,
			width: "24px",
			height: "24px",
			borderRadius: "50%",
			background: "rgba(225, 29, 72, 0.5)",
			zIndex: "2147483647",
			pointerEvents: "none",
		});
		page.document.documentElement.append(mark);
		setTimeout(() => mark.remove(), 1_000);
	};
	page.addEventListener("mousedown", show, { capture: true });
	page.berthClickOverlay = () => page.removeEventListener("mousedown", show, { capture: true });
}

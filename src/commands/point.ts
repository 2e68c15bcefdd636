import type { ElementHandle, Frame, Page } from "@cloudflare/puppeteer";
import { inPage } from "./in-page.ts";
import type { PageElement, PageWindow } from "./page/dom.ts";

export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Where a point of a frame's viewport is in the page's; or what covers the frame there. */
export async function pointOnPage(
	page: Page,
	frame: Frame,
	point: Point,
): Promise<Point | { readonly by: string }> {
	let at = point;
	for (let inner = frame; inner !== page.mainFrame();) {
		const owner = await inner.frameElement();
		const outer = inner.parentFrame();
		if (owner === null || outer === null) throw new Error("frame got detached");
		const outcome = await inPage(owner as ElementHandle, pointInParent, at.x, at.y);
		if ("by" in outcome) return outcome;
		at = outcome;
		inner = outer;
	}
	return at;
}

/** Runs in the page that holds an iframe: a point of the iframe's viewport as one of its own. */
function pointInParent(iframe: PageElement, x: number, y: number): Point | { by: string } {
	const page = globalThis as unknown as PageWindow;
	const { left, top } = iframe.getBoundingClientRect();
	const { paddingLeft = "0", paddingTop = "0" } = page.getComputedStyle(iframe);
	const at = {
		x: left + iframe.clientLeft + Number.parseFloat(paddingLeft) + x,
		y: top + iframe.clientTop + Number.parseFloat(paddingTop) + y,
	};
	const root = iframe.getRootNode();
	const hit = root.elementFromPoint(at.x, at.y);
	if (hit === iframe || hit === null) return at;
	return { by: hit.id === "" ? `<${hit.localName}>` : `<${hit.localName} id="${hit.id}">` };
}

import type { ElementHandle, Page } from "@cloudflare/puppeteer";
import { inPage } from "./in-page.ts";
import { isolatedWorld, pageClient } from "./internals.ts";
import { boxOnPage } from "./point.ts";
import { scrollIntoView } from "./page/scroll.ts";
import { Refused } from "./refused.ts";

const MOST_CHARACTERS = 24 * 1024 * 1024;
/** Chrome takes no picture that is somewhat larger, and may die of one that is larger still. */
const MOST_PIXELS = 500_000_000;

interface Size {
	readonly width: number;
	readonly height: number;
}

/** A part of the page, in its own coordinates. */
interface Area extends Size {
	readonly x: number;
	readonly y: number;
}

interface Encoding {
	readonly format: "png" | "jpeg" | "webp";
	/** PNG has none. */
	readonly quality?: number | undefined;
}

/**
 * A picture as base64. It is not puppeteer's own that is taken: there one that Chrome never finishes, because the page
 * does not get as far as being painted, keeps every later one of any tab waiting.
 */
export async function takePicture(
	page: Page,
	of: "viewport" | "page" | Area,
	{ format, quality }: Encoding,
): Promise<string> {
	const client = pageClient(page);
	await client.send("Page.bringToFront");
	if (of === "page") refuseHuge((await client.send("Page.getLayoutMetrics")).cssContentSize);
	else if (of !== "viewport") refuseHuge(of);
	const { data } = await client.send("Page.captureScreenshot", {
		format,
		captureBeyondViewport: of !== "viewport",
		...(typeof of === "object" && { clip: { ...of, scale: 1 } }),
		...(quality !== undefined && format !== "png" && { quality }),
	});
	return bounded(data);
}

/** Where an element is on the page, once it is scrolled to; whole pixels. */
export async function areaOf(page: Page, element: ElementHandle): Promise<Area> {
	if (!(await element.isIntersectingViewport({ threshold: 1 }))) await inPage(element, scrollIntoView);
	const box = await boxOnPage(page, element);
	if (box === undefined || box.width === 0 || box.height === 0)
		throw new Refused("element_not_visible", "The element was hidden while its picture was to be taken.");
	const viewport = await isolatedWorld(page.mainFrame()).evaluate(
		"({ left: visualViewport.pageLeft, top: visualViewport.pageTop })",
	);
	const { left, top } = viewport as { readonly left: number; readonly top: number };
	const [x, y] = [Math.round(left + box.x), Math.round(top + box.y)];
	const [right, bottom] = [left + box.x + box.width, top + box.y + box.height];
	return { x, y, width: Math.round(right - x), height: Math.round(bottom - y) };
}

/** Refuses what does not fit into an answer. */
export function bounded(base64: string): string {
	if (base64.length > MOST_CHARACTERS)
		throw new Refused(
			"result_too_large",
			"The picture is over 18 MiB. Take less of the page, or a JPEG of lower quality.",
		);
	return base64;
}

function refuseHuge({ width, height }: Size): void {
	if (width * height > MOST_PIXELS)
		throw new Refused(
			"result_too_large",
			`The picture would have ${Math.round(width)} × ${Math.round(height)} pixels. Take less of the page.`,
		);
}

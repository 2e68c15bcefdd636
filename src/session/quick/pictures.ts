import type { Page, PDFOptions, ScreenshotOptions } from "@cloudflare/puppeteer";
import { pageClient } from "../../commands/internals.ts";
import { defined } from "../../lib/defined.ts";
import { pause } from "../../lib/timeout.ts";
import type { QuickBody } from "../../domain/quick/request.ts";
import { QuickError, TooLarge } from "./failures.ts";

/** Chrome takes no picture that is somewhat larger, and may die of one that is larger still. */
const MOST_PIXELS = 500_000_000;
/** What leaves the object in one piece. */
const MOST_BYTES = 24 * 1024 * 1024;
const SCROLL_EVERY_MS = 100;
const SCROLL_REST_MS = 500;
/** A page may grow for ever as it is scrolled. */
const MOST_SCROLLS = 200;

export type ScreenshotRequest = Partial<Pick<QuickBody<"screenshot">, "selector" | "scrollPage">> & {
	readonly screenshotOptions: QuickBody<"screenshot" | "snapshot">["screenshotOptions"];
};

export interface Picture {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly type: "png" | "jpeg" | "webp";
}

/** A picture of the page, or of an element. */
export async function takeScreenshot(
	page: Page,
	{ selector, scrollPage, screenshotOptions }: ScreenshotRequest,
): Promise<Picture> {
	if (scrollPage === true) await scrollThrough(page);
	const { type, clip, ...options } = defined(screenshotOptions);
	if (clip !== undefined) refuseHuge(clip);
	if (options.fullPage === true)
		refuseHuge((await pageClient(page).send("Page.getLayoutMetrics")).cssContentSize);
	const asked: ScreenshotOptions = {
		...options,
		...(clip !== undefined && { clip: defined(clip) }),
		type,
		encoding: "binary",
	};
	const bytes =
		selector === undefined ? await page.screenshot(asked) : await pictureOf(page, selector, asked);
	return { bytes: bounded(bytes, "picture"), type };
}

async function pictureOf(page: Page, selector: string, options: ScreenshotOptions): Promise<Uint8Array> {
	const element = await page.$(selector);
	if (element === null) throw new QuickError(6000, `Nothing on the page matches ${selector.slice(0, 200)}.`);
	const box = await element.boundingBox();
	if (box === null || box.width === 0 || box.height === 0)
		throw new QuickError(6000, `What matches ${selector.slice(0, 200)} is not shown: it has no size.`);
	refuseHuge(box);
	return element.screenshot(options);
}

/** The page as a PDF. */
export async function printPdf(
	page: Page,
	{ pdfOptions }: Pick<QuickBody<"pdf">, "pdfOptions">,
): Promise<Uint8Array<ArrayBuffer>> {
	return bounded(await page.pdf(pdfOf(pdfOptions)), "PDF");
}

const pdfOf = ({ margin, ...options }: QuickBody<"pdf">["pdfOptions"]): PDFOptions => ({
	...defined(options),
	...(margin !== undefined && { margin: defined(margin) }),
});

/** Scrolls down by half a viewport at a time, so that what loads when it comes into view does, and back up. */
async function scrollThrough(page: Page): Promise<void> {
	for (let times = 0; times < MOST_SCROLLS; times += 1) {
		const isAtEnd = await page.evaluate(`(() => {
			const before = scrollY;
			scrollBy({ top: innerHeight / 2, behavior: "instant" });
			return scrollY === before;
		})()`);
		if (isAtEnd === true) break;
		await pause(SCROLL_EVERY_MS);
	}
	await page.evaluate(`scrollTo({ top: 0, behavior: "instant" })`);
	await pause(SCROLL_REST_MS);
}

function refuseHuge({ width, height }: { readonly width: number; readonly height: number }): void {
	if (width * height > MOST_PIXELS)
		throw new TooLarge(
			`The picture would have ${Math.round(width)} × ${Math.round(height)} pixels. Take less of the page.`,
		);
}

function bounded(bytes: Uint8Array, what: string): Uint8Array<ArrayBuffer> {
	if (bytes.length > MOST_BYTES)
		throw new TooLarge(`The ${what} has ${bytes.length} bytes; an answer may have ${MOST_BYTES}.`);
	// Not what else its buffer holds, which would cross to the Worker with it.
	return new Uint8Array(bytes);
}

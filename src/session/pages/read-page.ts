import { z } from "zod";
import {
	type Content,
	nothingHarvested,
	presentContent,
	type Selection,
	wantedFor,
} from "../../content/formats.ts";
import { harvestPage } from "../../content/harvest.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { PageVisit } from "./page-visit.ts";
import { unsupportedContent } from "./unsupported-content.ts";

const HARVEST_PATIENCE_MS = 8_000;
const PICTURE_PATIENCE_MS = 20_000;
/** For a page that is left while it is read. */
const NEXT_PATIENCE_MS = 5_000;

/** What is wanted of a page. */
export interface PageSelection extends Selection {
	/** Whether a picture of what is in view is wanted. */
	readonly hasScreenshot: boolean;
}

export interface PageContent {
	readonly content: Content;
	/** The formats of which the page was too big: what they have is its beginning. */
	readonly truncated: readonly string[];
	/** A PNG in base64. */
	readonly screenshot?: string;
}

interface ReadPage {
	readonly page: PageContent;
	/** The absolute addresses that the page leads to. */
	readonly links: readonly string[];
	/** As in a harvest. */
	readonly hasRoot: boolean;
}

/** Chrome's words for a document that went while it was asked. */
const LEFT_MEANWHILE = /context|navigated|No frame/i;

const captured = z.object({ data: z.string() });

/** Tries to read a page that is left again and again, such as one that refreshes itself, and how long they may take. */
const MOST_TRIES = 20;
const TRIES_MS = 20_000;
/** After so many, the page is stopped before it is read: it has been seen that it does not stay by itself. */
const STOPPED_AFTER = 2;

/** Reads the page that a tab shows; one that sends itself on meanwhile is read where it arrives. */
export async function readPage(
	page: PageVisit,
	sourceUrl: string,
	selection: PageSelection,
): Promise<Result<ReadPage>> {
	const end = Date.now() + TRIES_MS;
	for (let tries = 1; ; tries += 1) {
		const isStopped = tries > STOPPED_AFTER;
		const isLast = tries === MOST_TRIES || Date.now() > end;
		if (isStopped) await page.send("Page.stopLoading");
		const read = await readOnce(page, sourceUrl, selection);
		if (read.ok ? read.value.hasRoot || isLast : !LEFT_MEANWHILE.test(read.problem.message)) return read;
		if (isLast) return refuse(problem("page_navigated", leftTooOften(tries)));
		// The next document came at that moment, and nothing of it will come any more.
		if (read.ok && isStopped) await page.goTo(sourceUrl, NEXT_PATIENCE_MS);
		else await page.load(NEXT_PATIENCE_MS);
	}
}

const leftTooOften = (times: number): string =>
	`The page was left for another ${times} times while it was read.`;

async function readOnce(
	page: PageVisit,
	sourceUrl: string,
	selection: PageSelection,
): Promise<Result<ReadPage>> {
	const shown = await page.arrival(sourceUrl);
	if (!shown.ok) return shown;
	const { isErrorPage = false, contentType = "", url } = shown.value;
	if (contentType === "application/pdf") return refuse(unsupportedContent(contentType));
	const harvest = isErrorPage
		? ok(nothingHarvested(url))
		: await harvestPage(page.send, wantedFor(selection), HARVEST_PATIENCE_MS);
	if (!harvest.ok) return harvest;
	const arrival = await page.arrival(sourceUrl);
	if (!arrival.ok) return arrival;
	const content = await presentContent(harvest.value, selection, arrival.value);
	const { links, hasRoot } = harvest.value;
	if (!selection.hasScreenshot) return ok({ page: content, links, hasRoot });
	const picture = await takePicture(page);
	return picture.ok ? ok({ page: { ...content, screenshot: picture.value }, links, hasRoot }) : picture;
}

/**
 * What is in view. A picture waits for the page to be drawn anew, which a still one in the background never is by itself:
 * a screencast, whose frames nobody looks at, has it drawn (Chromium 156).
 */
async function takePicture(page: PageVisit): Promise<Result<string>> {
	await page.send("Page.startScreencast", { format: "jpeg", quality: 0, maxWidth: 16, maxHeight: 16 });
	const shot = await page.ask(captured, "Page.captureScreenshot", { format: "png" }, PICTURE_PATIENCE_MS);
	void page.send("Page.stopScreencast");
	return shot.ok ? ok(shot.value.data) : shot;
}

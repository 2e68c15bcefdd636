import type { HTTPResponse, Page } from "@cloudflare/puppeteer";
import type { z } from "zod";
import type { Deadline } from "./deadline.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import { problemOf } from "./faults.ts";
import type { waitUntil } from "./fields.ts";
import { frameIdOf, loaderIdOf, pageClient, requestIdOf } from "./internals.ts";
import { hasRoot, pageTitle, startOfTitle } from "./page-text.ts";
import type { Tab } from "./tab.ts";

/** How long a page that moves on and on is followed, and how far; the navigation itself has succeeded by then. */
const FOLLOW_PATIENCE_MS = 5_000;
const MOST_MOVES = 10;
/** A page that moves on by a timer does so within this time after its load, or is taken as where it ends. */
const REST_MS = 50;
const RETRY_MS = 10;
/** How often a document that broke off is looked at before it is taken for an empty one. */
const MOST_LOOKS = 5;

export type Until = z.output<typeof waitUntil>;

export interface Place {
	readonly url: string;
	readonly title: string;
	/** Why the document is not all of it, in Chrome's words. */
	readonly broken_off?: string;
}

/** Where a tab ends: a page that moves on right after its load is followed to the next one. */
export async function placeOf(tab: Tab, until: Until, deadline: Deadline): Promise<Place> {
	const { page, navigations } = tab;
	const end = Date.now() + Math.min(FOLLOW_PATIENCE_MS, deadline.leftMs);
	let title = "";
	const place = (): Place => {
		const { brokenOff } = navigations;
		return { url: page.url(), title, ...(brokenOff !== undefined && { broken_off: brokenOff }) };
	};
	for (let moves = 0; ; moves += 1) {
		deadline.check();
		const leftMs = Math.max(1, end - Date.now());
		await (until === "domcontentloaded" ? navigations.interactive(leftMs) : navigations.loaded(leftMs));
		if (Date.now() >= end || moves > MOST_MOVES) {
			navigations.giveUp();
			title = await titleInHistory(page);
			return place();
		}
		try {
			if (navigations.brokenOff !== undefined) await showEmpty(page, deadline);
			const read = await titleBy(end, tab);
			if (read === undefined) continue;
			title = read;
			if (!navigations.isRequested) return place();
		} catch (thrown) {
			if (problemOf(thrown)?.code !== "page_navigated") throw thrown;
			title = "";
			await deadline.pause(RETRY_MS);
		}
	}
}

/**
 * The title; `undefined` where by `end` the page is being left for an address that has not answered. Chrome says nothing
 * about it then.
 */
async function titleBy(end: number, { page, navigations }: Tab): Promise<string | undefined> {
	const reading = pageTitle(page, REST_MS);
	try {
		return await withTimeout(reading, Math.max(1, end - Date.now()), "reading the title");
	} catch (thrown) {
		if (!(thrown instanceof TimeoutError)) throw thrown;
		if (!navigations.isRequested) return reading;
		reading.catch(() => undefined);
		return undefined;
	}
}

/** The title as the browser itself knows it, whatever the page does; none where it changes pages at that moment. */
async function titleInHistory(page: Page): Promise<string> {
	try {
		const { currentIndex, entries } = await pageClient(page).send("Page.getNavigationHistory");
		return startOfTitle(entries[currentIndex]?.title ?? "");
	} catch (thrown) {
		if (problemOf(thrown)?.code !== "page_navigated") throw thrown;
		return "";
	}
}

/** A document that broke off before anything came is not drawn, and has no root to find. It becomes an empty page. */
async function showEmpty(page: Page, deadline: Deadline): Promise<void> {
	// Chrome may tell that it broke off before it has read what came.
	for (let tries = 0; tries < MOST_LOOKS; tries += 1) {
		if (await hasRoot(page)) return;
		await deadline.pause(REST_MS);
	}
	const frameId = frameIdOf(page.mainFrame());
	await pageClient(page).send("Page.setDocumentContent", { frameId, html: "" });
}

/** Keeps the answers that main documents of a page came with. */
export class Documents {
	readonly #page: Page;
	readonly #answers = new Map<string, HTTPResponse>();
	readonly #listen = (response: HTTPResponse): void => {
		const request = response.request();
		if (request.isNavigationRequest() && request.frame() === this.#page.mainFrame())
			this.#answers.set(requestIdOf(request), response);
	};

	constructor(page: Page) {
		this.#page = page;
		page.on("response", this.#listen);
	}

	/** That of the document which is shown now; `null` where it came without one. */
	get shown(): HTTPResponse | null {
		return this.#answers.get(loaderIdOf(this.#page.mainFrame())) ?? null;
	}

	end(): void {
		this.#page.off("response", this.#listen);
	}
}

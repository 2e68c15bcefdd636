import type { HTTPResponse, Page } from "@cloudflare/puppeteer";
import type { PageHop, PageMeta } from "../../domain/quick/outcome.ts";
import type { QuickPageRequest } from "../../domain/quick/request.ts";
import { defined } from "../../lib/defined.ts";
import { pause, withTimeout } from "../../lib/timeout.ts";
import { BAD_SELECTOR, failureOf, QuickError } from "./failures.ts";

/** Chrome's own page about an answer that had nothing to show. */
export const ERROR_PAGE = "chrome-error://";
const MOST_HOPS = 20;
const MOST_HEADERS = 200;

/** How a page was answered; `undefined` where no server was asked, or none answered. */
export type Arrival = HTTPResponse | undefined;

/** Takes the page where the action wants it. Throws puppeteer's errors, unless a best attempt is enough. */
export async function arrive(page: Page, fields: QuickPageRequest): Promise<Arrival> {
	const { url, html, gotoOptions, bestAttempt } = fields;
	try {
		if (html !== undefined) {
			const { timeout, waitUntil } = gotoOptions;
			// What its scripts do while it is written is no navigation, which has a limit itself.
			await withTimeout(page.setContent(html, { timeout, waitUntil }), timeout, "the page");
			return undefined;
		}
		return (await page.goto(url ?? "about:blank", defined(gotoOptions))) ?? undefined;
	} catch (fault) {
		if (!bestAttempt) throw fault;
		return undefined;
	}
}

/** Does what comes between the navigation and the action: tags, then waits. */
export async function settle(page: Page, fields: QuickPageRequest): Promise<void> {
	for (const tag of fields.addStyleTag) await page.addStyleTag(defined(tag)).catch(() => undefined);
	for (const tag of fields.addScriptTag) {
		try {
			await page.addScriptTag(defined(tag));
		} catch (fault) {
			throw asScriptFailure(fault);
		}
	}
	const { waitForSelector, waitForTimeout, bestAttempt } = fields;
	if (waitForSelector !== undefined) {
		const waiting = waitFor(page, waitForSelector);
		await (bestAttempt ? waiting.catch(() => undefined) : waiting);
	}
	if (waitForTimeout !== undefined) await pause(waitForTimeout);
}

/** Waits for an element. puppeteer would wait for a selector that is none as well, until the time is over. */
async function waitFor(
	page: Page,
	{ selector, ...options }: NonNullable<QuickPageRequest["waitForSelector"]>,
): Promise<void> {
	const { promise: isNone, reject } = Promise.withResolvers<never>();
	void page.$(selector).catch((fault: unknown) => {
		if (failureOf(fault)?.code === BAD_SELECTOR) reject(fault);
	});
	await Promise.race([isNone, page.waitForSelector(selector, defined(options))]);
}

/** What a page's policy refuses has a code that says so. */
function asScriptFailure(fault: unknown): Error {
	const message = fault instanceof Error ? fault.message : String(fault);
	const isOfPage = message.includes("Could not load script") || message.includes("CSP");
	if (isOfPage) return new QuickError(6006, message.slice(0, 500));
	return fault instanceof Error ? fault : new Error(message);
}

/** How the page came to be. */
export async function metaOf(page: Page, arrival: Arrival, hasTitle: boolean): Promise<PageMeta> {
	const title = hasTitle ? (await page.title()).slice(0, 10_000) : "";
	if (arrival === undefined) return { status: 200, title };
	const chain = arrival
		.request()
		.redirectChain()
		.map((request) => request.response())
		.filter((response) => response !== null)
		.slice(0, MOST_HOPS);
	return {
		status: arrival.status(),
		title,
		headers: headersOf(arrival),
		finalUrl: page.url().startsWith(ERROR_PAGE) ? arrival.url() : page.url(),
		...(chain.length > 0 && { redirectChain: chain.map(hopOf) }),
	};
}

const hopOf = (response: HTTPResponse): PageHop => ({
	url: response.url(),
	status: response.status(),
	headers: headersOf(response),
});

const headersOf = (response: HTTPResponse): Record<string, string> =>
	Object.fromEntries(Object.entries(response.headers()).slice(0, MOST_HEADERS));

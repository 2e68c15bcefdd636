import type { Page } from "@cloudflare/puppeteer";
import type { PageMeta, QuickResult } from "../../domain/quick/outcome.ts";
import type { AnyQuickRequest } from "../../domain/quick/request.ts";
import { type Arrival, arrive, metaOf, settle } from "./arrival.ts";
import { failureOf, PAGE_CHANGED, QuickError } from "./failures.ts";
import { perform } from "./perform.ts";

/** The actions of whose pages Cloudflare tells no title. */
const UNTITLED: ReadonlySet<string> = new Set(["links", "scrape"]);

/** How often a page may go on to another while it is read. */
const MOST_MOVES = 3;

/** How long the other one is waited for; its server has answered by then. */
const MOST_LOADING_MS = 3_000;

/**
 * Takes a page where an action wants it and does there what was asked for. Where the page goes on to another meanwhile, as
 * by its script or a refresh, that one is read. Throws what failed.
 */
export async function visit(
	page: Page,
	request: AnyQuickRequest,
): Promise<{ readonly result: QuickResult; readonly meta: PageMeta }> {
	let latest: Arrival;
	page.on("response", (response) => {
		if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) latest = response;
	});
	const arrival = await arrive(page, request);
	// One that brought no page, such as a download, is latest as well.
	const shown = () => (latest !== undefined && latest.url() === withoutPlace(page.url()) ? latest : arrival);
	for (let moves = 0; ; moves += 1) {
		try {
			await settle(page, request);
			const [result, meta] = await Promise.all([
				perform(page, request),
				metaOf(page, shown(), !UNTITLED.has(request.action)),
			]);
			return { result, meta };
		} catch (fault) {
			if (moves === MOST_MOVES || !isMove(fault)) throw fault;
			const patience = { timeout: MOST_LOADING_MS };
			await page.waitForFunction("document.readyState !== 'loading'", patience).catch(() => undefined);
		}
	}
}

const withoutPlace = (url: string): string => url.split("#", 1)[0] ?? url;

/** Whether it failed because the page that it was about is no more. */
const isMove = (fault: unknown): boolean =>
	!(fault instanceof QuickError) && failureOf(fault)?.code === PAGE_CHANGED;

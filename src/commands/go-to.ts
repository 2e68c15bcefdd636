import type { Until } from "./arrival.ts";
import type { Deadline } from "./deadline.ts";
import { problemOf } from "./faults.ts";
import { frameIdOf, pageClient, stopLoading } from "./internals.ts";
import { LateNavigation } from "./late-navigation.ts";
import type { Tab } from "./tab.ts";
import { untilIdle } from "./traffic.ts";

/** What puppeteer is to wait for; whether the network is idle Berth finds out itself (see {@link untilIdle}). */
export const PUPPETEERS = {
	load: "load",
	domcontentloaded: "domcontentloaded",
	networkidle: "load",
} as const satisfies Record<Until, string>;

/** How often a URL is opened while the page that is being left navigates elsewhere. */
const MOST_TRIES = 5;
/** What aborts a navigation leaves the page as it is: a download, or an answer without content. */
const LEAVES_PAGE = "net::ERR_ABORTED";

/** Whether Chrome gave a navigation up, and shows the page that was there. */
export const leavesPage = (thrown: unknown): boolean =>
	thrown instanceof Error && thrown.message.includes(LEAVES_PAGE);

/** How long Chrome may take to show its own page in place of one that could not be loaded. */
const ERROR_PAGE_PATIENCE_MS = 3_000;

/**
 * Stops a navigation that nobody has answered, and leaves the page that is there. Chrome answers nothing about a page
 * while it is being left, so that each further command would wait in vain.
 */
async function stopUnanswered({ page, navigations }: Tab): Promise<void> {
	if (navigations.hasArrived) return;
	await stopLoading(page);
	navigations.giveUp();
}

/**
 * Stops a navigation whose time is over before anything came. Of one that has failed, waits for the page that Chrome
 * shows instead, where it shows one: it comes after the failure is reported, and the next navigation would take it for
 * its own.
 */
export async function settleFailure(thrown: unknown, tab: Tab, leftMs: number): Promise<void> {
	if (problemOf(thrown)?.code === "command_timed_out") return stopUnanswered(tab);
	const { navigations } = tab;
	const message = thrown instanceof Error ? thrown.message : "";
	if (!message.includes("net::") || message.includes(LEAVES_PAGE)) return;
	const end = Date.now() + Math.min(leftMs, ERROR_PAGE_PATIENCE_MS);
	if (await navigations.begun(end - Date.now())) await navigations.loaded(end - Date.now());
}

/** Waits for what puppeteer opens, or until it breaks off. Throws what puppeteer throws. */
export async function arrived<T>(
	opening: Promise<T>,
	{ navigations }: Tab,
	leftMs: number,
): Promise<T | undefined> {
	opening.catch(() => undefined);
	const broken = navigations.broken(leftMs).then((isBroken) => (isBroken ? undefined : opening));
	return Promise.race([opening, broken]);
}

/** Opens a URL, again where the page that is being left moves on at that moment. Throws what puppeteer throws. */
export async function goTo(tab: Tab, url: string, until: Until, deadline: Deadline): Promise<void> {
	const { page, navigations } = tab;
	for (let tries = 1; ; tries += 1) {
		deadline.check();
		navigations.mark();
		const late = new LateNavigation(pageClient(page), frameIdOf(page.mainFrame()), url);
		try {
			await untilIdle(tab, until, deadline, () => {
				const opening = page.goto(url, { timeout: deadline.leftMs, waitUntil: PUPPETEERS[until] });
				return arrived(opening, tab, deadline.leftMs);
			});
			// The page that was left would take the place of the one that came.
			if (!late.isThere || tries === MOST_TRIES) return;
		} catch (thrown) {
			const isOvertaken = leavesPage(thrown)
				? navigations.wasRequested
				: problemOf(thrown)?.code === "page_navigated";
			if (!isOvertaken) throw thrown;
			await navigations.interactive(deadline.leftMs);
			if (tries < MOST_TRIES) continue;
			// A page that replaces itself again and again is there all the same.
			if (navigations.hasArrived) return;
			throw thrown;
		} finally {
			late.end();
		}
	}
}

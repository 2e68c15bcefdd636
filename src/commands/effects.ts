import { withTimeout } from "../lib/timeout.ts";
import type { Deadline } from "./deadline.ts";
import { isolatedWorld } from "./internals.ts";
import type { Tab } from "./tab.ts";
import type { Tabs } from "./tabs.ts";

/** How long an action waits for the page that it led to; the action itself has succeeded by then. */
const NAVIGATION_PATIENCE_MS = 10_000;
const ANSWER_PATIENCE_MS = 1_000;

/**
 * Lets what an action started take hold, so that the next command meets the page it led to: a navigation is waited for
 * until its document can be used, a popup until it is the current tab.
 */
export async function settle(tab: Tab, tabs: Tabs, deadline: Deadline): Promise<void> {
	if (tab.dialog !== undefined || tab.isCrashed) return;
	try {
		// Its answer comes after the events of whatever the page did before.
		const answer = isolatedWorld(tab.page.mainFrame()).evaluate("0");
		await withTimeout(answer, Math.min(ANSWER_PATIENCE_MS, deadline.leftMs), "answering");
	} catch {
		// A page that is busy, or already gone.
	}
	await tabs.popupsArrived(deadline);
	if (tab.navigations.hasBegun && tab.dialog === undefined)
		await Promise.race([
			tab.navigations.interactive(Math.min(NAVIGATION_PATIENCE_MS, deadline.leftMs)),
			tab.interruption,
		]);
}

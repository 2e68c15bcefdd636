import type { Deadline } from "./deadline.ts";
import { pageClient, stopLoading } from "./internals.ts";
import { hasRoot } from "./page-text.ts";
import type { Tab } from "./tab.ts";

const PATIENCE_MS = 5_000;
const MOST_TRIES = 5;
/** Chrome's word for a document that was stopped while it came. */
const STOPPED = "net::ERR_ABORTED";

/** Keeps a page that is replaced again and again, such as one that refreshes itself, once its document can be used. */
export async function keepInPlace(tab: Tab, deadline: Deadline): Promise<void> {
	const { page, navigations } = tab;
	const patienceMs = (): number => Math.min(PATIENCE_MS, deadline.leftMs);
	for (let tries = 1; ; tries += 1) {
		await navigations.interactive(patienceMs());
		deadline.check();
		await stopLoading(page);
		// If the page is replaced at that moment, the next read tells.
		const isWhole = navigations.brokenOff !== STOPPED && (await hasRoot(page).catch(() => true));
		if (isWhole || tries === MOST_TRIES) return;
		// The next document came at that moment, and there is nothing of it.
		await goOn(tab, patienceMs());
	}
}

/** Lets a page go on that was kept in place: loads it again, and waits until that document comes. */
export async function goOn({ page, navigations }: Tab, patienceMs: number): Promise<void> {
	const { documents } = navigations;
	await pageClient(page)
		.send("Page.reload")
		.catch(() => undefined);
	await navigations.replaced(documents, patienceMs);
}

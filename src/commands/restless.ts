import type { Page } from "@cloudflare/puppeteer";
import type { Deadline } from "./deadline.ts";
import { isolatedWorld, pageClient, stopLoading } from "./internals.ts";
import type { Tab } from "./tab.ts";

const PATIENCE_MS = 5_000;
const MOST_TRIES = 5;
/** Chrome's word for a document that was stopped while it came. */
const STOPPED = "net::ERR_ABORTED";

/** Keeps a page that is replaced again and again, such as one that refreshes itself, once its document can be used. */
export async function keepInPlace({ page, navigations }: Tab, deadline: Deadline): Promise<void> {
	const patienceMs = (): number => Math.min(PATIENCE_MS, deadline.leftMs);
	for (let tries = 1; ; tries += 1) {
		await navigations.interactive(patienceMs());
		deadline.check();
		await stopLoading(page);
		const isWhole = navigations.brokenOff !== STOPPED && (await hasRoot(page));
		if (isWhole || tries === MOST_TRIES) return;
		// The next document came at that moment, and there is nothing of it.
		const { documents } = navigations;
		await pageClient(page)
			.send("Page.reload")
			.catch(() => undefined);
		await navigations.replaced(documents, patienceMs());
	}
}

/** Whether a page has anything to read; of one that is replaced at that moment, the next one will show. */
const hasRoot = async (page: Page): Promise<boolean> =>
	isolatedWorld(page.mainFrame())
		.evaluate("document.documentElement !== null")
		.then(Boolean, () => true);

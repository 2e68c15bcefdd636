import { decodeBase64 } from "hono/utils/encode";
import type { CdpClient } from "../../browser/cdp.ts";
import type { CommandRequest, Json } from "../../commands/runner.ts";
import type { Artifact } from "../../domain/artifact.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Artifacts } from "../archive/artifacts.ts";
import type { CurrentTab } from "./driver.ts";
import { openTab } from "./open-tab.ts";
import { PageVisit } from "./page-visit.ts";
import { type PageContent, type PageSelection, readPage } from "./read-page.ts";

const LOAD_PATIENCE_MS = 30_000;
/** The page's content has to fit into the same answer. */
const ACTION_BOUNDS = { mostMs: 120_000, mostBytes: 8 * 1024 * 1024 };

/** What is asked of a page. */
export interface ScrapeRequest extends PageSelection {
	readonly url: string;
	/** How long the page has for its scripts once it is loaded, in milliseconds. */
	readonly waitMs: number;
	/** What is done in the page before it is read. */
	readonly actions: readonly CommandRequest[];
}

export interface Scraped extends PageContent {
	/** What each action gave back, in their order. */
	readonly actions: readonly (Json | undefined)[];
	/** The picture as it was kept, or why it was not. */
	readonly kept?: Result<Artifact>;
}

/**
 * Loads a page in the tab that was used last, so that it is whoever signed in there, acts in it, and reads its content.
 * A page that goes on loading is read as it is after thirty seconds. Refuses with `navigation_failed` when there is no
 * such page, and with what an action failed with.
 */
export async function scrape(
	cdp: CdpClient,
	tab: CurrentTab,
	{ url, waitMs, actions, ...selection }: ScrapeRequest,
): Promise<Result<Scraped>> {
	const targetId = tab.targetId === undefined ? await openTab(cdp, "about:blank") : ok(tab.targetId);
	if (!targetId.ok) return targetId;
	const begun = await PageVisit.begin(cdp, targetId.value);
	if (!begun.ok) return begun;
	let visit = begun.value;
	try {
		const loaded = await visit.goTo(url, LOAD_PATIENCE_MS);
		if (!loaded.ok) return loaded;
		await new Promise((resolve) => setTimeout(resolve, waitMs));
		const acted = await visit.leavingDialogs(act(tab, actions));
		if (!acted.ok) return acted;
		if (tab.latest !== undefined && tab.latest !== visit.targetId) {
			// An action opened another, or chose it: that is the one to be read.
			const opened = await PageVisit.begin(cdp, tab.latest);
			if (!opened.ok) return opened;
			void visit.end();
			visit = opened.value;
		}
		const read = await readPage(visit, url, selection);
		return read.ok ? ok({ ...read.value.page, actions: acted.value }) : read;
	} finally {
		void visit.end();
	}
}

/** The same, with what became of keeping its picture, where it has one. */
export async function keepPicture(scraped: Scraped, artifacts: Artifacts): Promise<Scraped> {
	const { screenshot } = scraped;
	if (screenshot === undefined) return scraped;
	const picture = { type: "screenshot", name: "screenshot.png", contentType: "image/png" } as const;
	return { ...scraped, kept: await artifacts.keep({ ...picture, bytes: decodeBase64(screenshot) }) };
}

async function act(
	tab: CurrentTab,
	actions: readonly CommandRequest[],
): Promise<Result<readonly (Json | undefined)[]>> {
	if (actions.length === 0) return ok([]);
	const report = await tab.run(actions, ACTION_BOUNDS);
	if (!report.ok) return report;
	const { results } = report.value;
	const failure = results.at(-1)?.problem;
	if (failure === undefined) return ok(results.map(({ data }) => data));
	return refuse(problem(failure.code, `actions.${results.length - 1}: ${failure.message}`));
}

import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { PageVisit } from "./page-visit.ts";

/** How long a new tab's page may take to load before it is answered as it is then, as in Cloudflare's guide. */
const LOAD_PATIENCE_MS = 10_000;

const listed = z.object({ targetInfos: z.array(z.object({ targetId: z.string() })) });
const created = z.object({ targetId: z.string() });

/**
 * Opens a tab and waits for its page, for ten seconds at most; gives the target's id. A page that can't be had
 * still has a tab that says so, as in a browser.
 * Refuses with `invalid_request` when the browser does not take the URL.
 */
export async function openTab(cdp: CdpClient, url: string): Promise<Result<string>> {
	const tab = await cdp.ask(created, "Target.createTarget", { url: "about:blank" });
	if (!tab.ok) return tab;
	const { targetId } = tab.value;
	if (url === "about:blank") return ok(targetId);

	const loaded = await loadPage(cdp, targetId, url);
	if (loaded.ok) return ok(targetId);
	await cdp.send("Target.closeTarget", { targetId });
	return loaded.problem.code === "command_failed"
		? refuse(problem("invalid_request", `url: ${loaded.problem.message}`))
		: loaded;
}

/** Loads a page in the session's first tab; waits like {@link openTab}. */
export async function openFirstPage(cdp: CdpClient, owns: Ownership, url: string): Promise<void> {
	const first = await firstPageIn(cdp, owns);
	if (first.ok) await loadPage(cdp, first.value, url);
}

/** Whether a tab is the session's to use unasked. */
type Ownership = (targetId: string) => boolean;

/** The id of the session's first tab; one is opened where there is none. */
export async function firstPageIn(cdp: CdpClient, owns: Ownership): Promise<Result<string>> {
	const answer = await cdp.ask(listed, "Target.getTargets", { filter: [{ type: "page" }] });
	if (!answer.ok) return answer;
	const first = answer.value.targetInfos.find(({ targetId }) => owns(targetId));
	return first === undefined ? openTab(cdp, "about:blank") : ok(first.targetId);
}

/** A page that can't be had, or takes its time, is shown as what it is. */
async function loadPage(cdp: CdpClient, targetId: string, url: string): Promise<Result<void>> {
	const visit = await PageVisit.begin(cdp, targetId);
	if (!visit.ok) return visit;
	const loaded = await visit.value.goTo(url, LOAD_PATIENCE_MS);
	void visit.value.end();
	return !loaded.ok && loaded.problem.code === "command_failed" ? loaded : ok(undefined);
}

import { z } from "zod";
import type { CdpClient } from "../browser/cdp.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";

/** How long a new tab's page may take to load before it is answered as it is then, as in Cloudflare's guide. */
const LOAD_PATIENCE_MS = 10_000;

const listed = z.object({ targetInfos: z.array(z.object({ targetId: z.string() })) });
const created = z.object({ targetId: z.string() });
const attached = z.object({ sessionId: z.string() });
const navigated = z.object({ loaderId: z.string().optional(), errorText: z.string().optional() });
const lifecycleEvent = z.object({ name: z.string(), loaderId: z.string() });

/**
 * Opens a tab and waits for its page, for ten seconds at most; gives the target's id. A page that can't be had
 * still has a tab that says so, as in a browser.
 * Refuses with `invalid_request` when the browser does not take the URL.
 */
export async function openTab(cdp: CdpClient, url: string): Promise<Result<string>> {
	const tab = await cdp.send("Target.createTarget", { url: "about:blank" });
	if (!tab.ok) return tab;
	const { targetId } = created.parse(tab.value);
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
export type Ownership = (targetId: string) => boolean;

/** The id of the session's first tab; one is opened where there is none. */
export async function firstPageIn(cdp: CdpClient, owns: Ownership): Promise<Result<string>> {
	const answer = await cdp.send("Target.getTargets", { filter: [{ type: "page" }] });
	if (!answer.ok) return answer;
	const first = listed.parse(answer.value).targetInfos.find(({ targetId }) => owns(targetId));
	return first === undefined ? openTab(cdp, "about:blank") : ok(first.targetId);
}

async function loadPage(cdp: CdpClient, targetId: string, url: string): Promise<Result<void>> {
	const attachment = await cdp.send("Target.attachToTarget", { targetId, flatten: true });
	if (!attachment.ok) return attachment;
	const { sessionId } = attached.parse(attachment.value);
	const loads = new Loads();
	const stop = cdp.listen((event) => {
		if (event.sessionId !== sessionId || event.method !== "Page.lifecycleEvent") return;
		const { name, loaderId } = lifecycleEvent.parse(event.params);
		if (name === "load") loads.note(loaderId);
	});
	try {
		return await withTimeout(navigate(cdp, sessionId, url, loads), LOAD_PATIENCE_MS, "loading the page");
	} catch (fault) {
		if (fault instanceof TimeoutError) return ok(undefined);
		throw fault;
	} finally {
		stop();
		void cdp.send("Target.detachFromTarget", { sessionId });
	}
}

async function navigate(cdp: CdpClient, sessionId: string, url: string, loads: Loads): Promise<Result<void>> {
	await cdp.send("Page.enable", {}, sessionId);
	await cdp.send("Page.setLifecycleEventsEnabled", { enabled: true }, sessionId);
	const navigation = await cdp.send("Page.navigate", { url }, sessionId);
	if (!navigation.ok) {
		// A server that takes its time over the first byte is no fault of the browser's.
		return navigation.problem.code === "browser_unreachable" ? ok(undefined) : navigation;
	}
	const { loaderId, errorText } = navigated.parse(navigation.value);
	if (loaderId !== undefined && errorText === undefined) await loads.of(loaderId);
	return ok(undefined);
}

/** Which documents have loaded, whether that is asked before or after they have. */
class Loads {
	readonly #loaded = new Set<string>();
	#awaited: { readonly loaderId: string; readonly resolve: () => void } | undefined;

	note(loaderId: string): void {
		this.#loaded.add(loaderId);
		if (this.#awaited?.loaderId === loaderId) this.#awaited.resolve();
	}

	of(loaderId: string): Promise<void> {
		if (this.#loaded.has(loaderId)) return Promise.resolve();
		return new Promise((resolve) => {
			this.#awaited = { loaderId, resolve };
		});
	}
}

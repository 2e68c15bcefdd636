import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import { popupsOf } from "../link/popups.ts";

const createdContext = z.object({ browserContextId: z.string() });
const created = z.object({ targetId: z.string() });
/** Where one quick action runs: a blank tab, and what may be opened beside it. */
export interface Place {
	readonly targetId: string;
	/** Opens another blank tab that shares nothing with the pages but their browser. */
	openAside(): Promise<Result<string>>;
	/** Closes all of it, popups included, with what the pages have left in the browser where that is nobody else's. */
	close(): Promise<void>;
}

/** A place in a browser context that nothing else is in: no cookie, storage, cache or service worker comes in or goes out. */
export async function openOwnPlace(cdp: CdpClient): Promise<Result<Place>> {
	const context = await cdp.ask(createdContext, "Target.createBrowserContext", { disposeOnDetach: true });
	if (!context.ok) return context;
	const { browserContextId } = context.value;
	const open = () =>
		cdp.ask(created, "Target.createTarget", { url: "about:blank", browserContextId, newWindow: true });
	const close = async () => {
		await cdp.send("Target.disposeBrowserContext", { browserContextId });
	};
	cdp.post("Browser.setDownloadBehavior", { behavior: "deny", browserContextId });
	const tab = await open();
	if (!tab.ok) {
		await close();
		return tab;
	}
	return ok({
		targetId: tab.value.targetId,
		openAside: async () => {
			const aside = await open();
			return aside.ok ? ok(aside.value.targetId) : aside;
		},
		close,
	});
}

/** A place among the tabs of a session, which it is signed in like; `hiddenTabs` are no commands' concern. */
export async function openSharedPlace(cdp: CdpClient, hiddenTabs: Set<string>): Promise<Result<Place>> {
	const opened: string[] = [];
	const open = async () => {
		const tab = await cdp.ask(created, "Target.createTarget", { url: "about:blank", background: true });
		if (!tab.ok) return tab;
		opened.push(tab.value.targetId);
		hiddenTabs.add(tab.value.targetId);
		return ok(tab.value.targetId);
	};
	const tab = await open();
	if (!tab.ok) return tab;
	const close = async () => {
		const tabs = [...opened, ...(await popupsOf(cdp, opened))];
		await Promise.all(tabs.map((targetId) => cdp.send("Target.closeTarget", { targetId })));
	};
	return ok({ targetId: tab.value, openAside: open, close });
}

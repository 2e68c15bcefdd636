import { z } from "zod";
import type { CdpClient } from "../browser/cdp.ts";
import { withTimeout } from "../lib/timeout.ts";
import { Attachment } from "./link/attachment.ts";

const PATIENCE_MS = 3_000;

const listed = z.object({ targetInfos: z.array(z.object({ targetId: z.string(), url: z.string() })) });

/** Whether a browser and its page answer, and why not. */
export interface Health {
	readonly isBrowserResponsive: boolean;
	/** Absent when all is well. */
	readonly reason?: string;
	/** Of the page in front; absent where there is none. */
	readonly currentUrl?: string;
}

/** Has the page in front evaluate something; a browser without a page is asked itself. It is bounded. */
export async function examine(cdp: CdpClient, isShown: (tabId: string) => boolean): Promise<Health> {
	const page = await inTime(pageInFront(cdp, isShown));
	if (page === undefined)
		return { isBrowserResponsive: false, reason: `The browser did not answer within ${PATIENCE_MS} ms.` };
	if (page === "none") return { isBrowserResponsive: true };
	const { targetId, url: currentUrl } = page;
	const answers = await inTime(evaluates(cdp, targetId));
	if (answers === true) return { isBrowserResponsive: true, currentUrl };
	const reason =
		answers === undefined
			? `The page did not answer within ${PATIENCE_MS} ms: its scripts keep it busy, or it shows a dialog.`
			: "The page has crashed, or is gone.";
	return { isBrowserResponsive: true, currentUrl, reason };
}

/** `undefined` when it does not come in time, or can't be had. */
const inTime = <T>(answer: Promise<T>): Promise<T | undefined> =>
	withTimeout(answer, PATIENCE_MS, "answering").catch(() => undefined);

async function pageInFront(cdp: CdpClient, isShown: (tabId: string) => boolean) {
	// Chrome lists the tab first that was in front last.
	const answer = await cdp.ask(listed, "Target.getTargets", { filter: [{ type: "page" }] });
	if (!answer.ok) return undefined;
	return answer.value.targetInfos.find(({ targetId }) => isShown(targetId)) ?? "none";
}

async function evaluates(cdp: CdpClient, targetId: string): Promise<boolean> {
	const page = await Attachment.to(cdp, targetId);
	if (!page.ok) return false;
	try {
		return (await page.value.send("Runtime.evaluate", { expression: "0", silent: true })).ok;
	} finally {
		void page.value.detach();
	}
}

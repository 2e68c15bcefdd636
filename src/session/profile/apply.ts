import type { CdpClient } from "../../browser/cdp.ts";
import type { WorkTabs } from "../../browser/work-tabs.ts";
import { problem } from "../../domain/problem.ts";
import type { ProfileContents } from "../../domain/profile.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { writeCookies } from "./cookies.ts";
import { OriginTab } from "./origin-tab.ts";
import { storageScript } from "./storage-script.ts";

const PATIENCE_MS = 45_000;
const ORIGIN_PATIENCE_MS = 20_000;

/** What a browser did not take of a profile. */
export interface Refused {
	readonly cookies: number;
	readonly records: number;
}

/**
 * Puts a profile into a browser, in the place of what that keeps of the same origins.
 * Refuses with `profile_unusable`, naming the origin that could not be filled.
 */
export async function applyProfile(
	cdp: CdpClient,
	workTabs: WorkTabs,
	{ cookies, origins }: ProfileContents,
): Promise<Result<Refused>> {
	const until = Date.now() + PATIENCE_MS;
	const refusedCookies = await writeCookies(cdp, cookies);
	if (!refusedCookies.ok) return refuse(unusable("cookies", refusedCookies.problem.message));
	if (origins.length === 0) return ok({ cookies: refusedCookies.value, records: 0 });

	const tab = await OriginTab.open(cdp, workTabs);
	if (!tab.ok) return refuse(unusable("storage", tab.problem.message));
	let records = 0;
	try {
		for (const { origin, state } of origins) {
			const patience = Math.min(ORIGIN_PATIENCE_MS, until - Date.now());
			const saved = { origin, state };
			const refused = await tab.value.call(origin, storageScript.write, saved, Math.max(patience, 0));
			if (!refused.ok) return refuse(unusable(`storage of ${origin}`, refused.problem.message));
			records += typeof refused.value === "number" ? refused.value : 0;
		}
	} finally {
		await tab.value.close();
	}
	return ok({ cookies: refusedCookies.value, records });
}

const unusable = (what: string, why: string) =>
	problem("profile_unusable", `The profile's ${what} could not be loaded: ${why}`);

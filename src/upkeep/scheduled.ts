import { ArtifactObjects } from "../artifacts/objects.ts";
import { BindingBrowser } from "../browser/binding.ts";
import { forgetAudit } from "../catalog/audit.ts";
import { ensureMigrated } from "../catalog/migrate.ts";
import { isLocalCatalog } from "../catalog/ping.ts";
import { countMended } from "../catalog/totals.ts";
import { type Config, readConfig } from "../domain/config.ts";
import { log } from "../lib/log.ts";
import { CORRECTED_CRAWL_KINDS, type CorrectedCrawls, reconcileCrawls } from "./crawls.ts";
import { type Mended, MENDED_KINDS, reconcile } from "./reconcile.ts";

/** What did not agree and was corrected, by its kind. */
export type Corrected = Mended & CorrectedCrawls;
export const CORRECTED_KINDS = [...MENDED_KINDS, ...CORRECTED_CRAWL_KINDS] as const;

/**
 * What the cron trigger does. Throws when the settings are incomplete, when the catalog does not answer, and in wrangler's
 * local runtime: there `/cdn-cgi/handler/scheduled` sets it off for anybody, any page's `<img>` among them.
 */
export async function keepUp(env: Env, now: number): Promise<Corrected> {
	const config = readConfig(env);
	if (!config.ok) throw new Error(config.problem.message);
	if (await isLocalCatalog(env.CATALOG))
		throw new Error("There is no cron trigger in the local runtime: POST /berth/v1/maintenance.");
	return maintain(env, config.value, now);
}

/** Compares rows, objects and browsers, and counts what did not agree. Throws when the catalog does not answer. */
export async function maintain(env: Env, config: Config, now: number): Promise<Corrected> {
	await ensureMigrated(env.CATALOG);
	const db = env.CATALOG;
	const objects = new ArtifactObjects(env.ARTIFACTS);
	const browser = new BindingBrowser(env.BROWSER, config);
	const mended = {
		...(await reconcile({ db, browser, objects, config, sessions: env.SESSION, now })),
		...(await reconcileCrawls({ db, objects, crawls: env.CRAWL_JOB, now })),
	};
	await forgetAudit(env.CATALOG, now - config.retentionMs);
	if (Object.values(mended).some((count) => count > 0)) log("warn", "reconcile.mended", { ...mended });
	for (const [kind, count] of Object.entries(mended)) await countMended(env.CATALOG, kind, count);
	return mended;
}

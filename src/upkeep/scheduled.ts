import { ArtifactObjects } from "../artifacts/objects.ts";
import { BindingBrowser } from "../browser/binding.ts";
import { ensureMigrated } from "../catalog/migrate.ts";
import { countMended } from "../catalog/totals.ts";
import { readConfig } from "../domain/config.ts";
import { log } from "../lib/log.ts";
import { type Mended, reconcile } from "./reconcile.ts";

/** What the cron trigger does. Throws when the settings are incomplete or the catalog does not answer. */
export async function keepUp(env: Env, now: number): Promise<Mended> {
	const config = readConfig(env);
	if (!config.ok) throw new Error(config.problem.message);
	await ensureMigrated(env.CATALOG);
	const browser = new BindingBrowser(env.BROWSER, config.value);
	const mended = await reconcile({
		db: env.CATALOG,
		browser,
		objects: new ArtifactObjects(env.ARTIFACTS),
		config: config.value,
		sessions: env.SESSION,
		now,
	});
	if (Object.values(mended).some((count) => count > 0)) log("warn", "reconcile.mended", { ...mended });
	for (const [kind, count] of Object.entries(mended)) await countMended(env.CATALOG, kind, count);
	return mended;
}

import { app } from "./http/app.ts";
import { keepUp } from "./upkeep/scheduled.ts";

export { CrawlJob } from "./crawl/crawl-job.ts";
export { BrowserBinding } from "./binding/browser-binding.ts";
export { Api, PinnedSocket } from "./binding/entrypoints.ts";
export { QuickPool } from "./quick/pool.ts";
export { Session } from "./session/session.ts";

export default {
	fetch: app.fetch,
	async scheduled(_controller: ScheduledController, env: Env) {
		await keepUp(env, Date.now());
	},
} satisfies ExportedHandler<Env>;

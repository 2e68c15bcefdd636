import { createRequire } from "node:module";
import { join } from "node:path";
import { cacheHome, projectRoot } from "./project.ts";

// The package's command only starts this file in another process, and signals would have to pass through it.
const cli = createRequire(import.meta.url).resolve("wrangler");

/** The arguments with which Node runs wrangler. */
export function wranglerArgs(args: readonly string[]): readonly string[] {
	return ["--no-warnings", cli, ...args];
}

export function wranglerEnv(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	return {
		WRANGLER_SEND_METRICS: "false",
		WRANGLER_HIDE_BANNER: "true",
		// As in `.env`, for where another one is loaded.
		X_LOCAL_OBSERVABILITY: "false",
		X_LOCAL_EXPLORER: "false",
		MINIFLARE_WORKERD_PATH: join(projectRoot, "scripts/workerd"),
		VSCODE_INSPECTOR_OPTIONS: "{}",
		NODE_COMPILE_CACHE: join(cacheHome, "node"),
		...process.env,
		XDG_CACHE_HOME: cacheHome,
		...more,
	};
}

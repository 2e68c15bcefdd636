import { join } from "node:path";
import { prepareChrome } from "./chrome.ts";
import { prepareDevVars } from "./dev-vars.ts";
import { buildPages } from "./pages.ts";
import { projectRoot } from "./project.ts";

export const devVarsFile = join(projectRoot, ".dev.vars");

/**
 * All that `wrangler dev` needs on this machine.
 *
 * @returns which Chrome it will use, for people to read
 */
export function prepare(): string {
	prepareDevVars(devVarsFile);
	return prepareChrome();
}

// The `[build]` command of wrangler.toml. wrangler says which command of its own it is for: to deploy takes the pages alone.
if (import.meta.main) {
	try {
		await buildPages();
		if (process.env["WRANGLER_COMMAND"] === "dev") prepare();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
}

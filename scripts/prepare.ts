import { join } from "node:path";
import { prepareChrome } from "./chrome.ts";
import { prepareDevVars } from "./dev-vars.ts";
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

// The `[build]` command of wrangler.toml. wrangler says which command of its own it is for; to deploy takes none of this.
if (import.meta.main && process.env["WRANGLER_COMMAND"] === "dev") {
	try {
		prepare();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
}

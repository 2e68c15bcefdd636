import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../scripts/project.ts";

/** The settings of wrangler.toml that hold a path, which counts from the file. */
const PATHS = {
	directory: undefined,
	migrations_dir: undefined,
	watch_dir: undefined,
	/** Berth's own entry, on a D1 that can be made to fail. */
	main: "chaos/worker/worker.ts",
} as const;

/**
 * Writes the project's own wrangler.toml anew in another folder, with another entry: all else is as it is deployed.
 *
 * @returns where it is
 */
export function writeWorkerConfig(folder: string): string {
	let toml = readFileSync(join(projectRoot, "wrangler.toml"), "utf8");
	for (const [setting, other] of Object.entries(PATHS)) {
		const line = new RegExp(`^${setting} = "(.*)"$`, "m");
		const path = line.exec(toml)?.[1];
		if (path === undefined) throw new Error(`wrangler.toml has no ${setting}`);
		toml = toml.replace(line, () => `${setting} = ${JSON.stringify(join(projectRoot, other ?? path))}`);
	}
	toml = toml.replace("[build]", () => `[build]\ncwd = ${JSON.stringify(projectRoot)}`);
	const file = join(folder, "wrangler.toml");
	writeFileSync(file, toml);
	return file;
}

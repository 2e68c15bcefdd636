import { readFileSync } from "node:fs";
import type { Plugin } from "vitest/config";

/** The files that wrangler imports as text: see `[[rules]]` in wrangler.toml, and its default rule for SQL. */
const TEXT = /(?:\.page\.js|\/Readability\.js|\/(?:index|record)\.umd\.min\.cjs|\.sql)$/;

export const isTextModule = (path: string): boolean => TEXT.test(path);

/** Imports as text in tests what the Worker imports as text. */
export function textModules(): Plugin {
	return {
		name: "text-modules",
		enforce: "pre",
		load(id) {
			// Vite adds a version to packages' paths.
			const [path = id] = id.split("?");
			return isTextModule(path) ? `export default ${JSON.stringify(readFileSync(path, "utf8"))}` : undefined;
		},
	};
}

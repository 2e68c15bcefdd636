import { readFileSync } from "node:fs";
import type { Plugin } from "vitest/config";

/** The files that wrangler imports as text: see `[[rules]]` in wrangler.toml, and its default rule for SQL. */
const TEXT = /(?:\.page\.js|\/Readability\.js|\/(?:index|record)\.umd\.min\.cjs|\.sql)$/;

/** Imports as text in Node what the Worker imports as text. */
export function textModules(): Plugin {
	return {
		name: "text-modules",
		enforce: "pre",
		load(id) {
			return TEXT.test(id) ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined;
		},
	};
}

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { checkSync, type Diagnostics } from "recheck";

/*
 * A rule for oxlint: no regular expression takes more time than in proportion to its text. Texts are of pages, clients and
 * endpoints, and one isolate serves everybody. A pattern that is made of a text can't be looked at, and is refused.
 */

const PATIENCE_MS = 60_000;
const require = createRequire(import.meta.url);
const { version } = require("recheck/package.json") as { readonly version: string };
/** Answers are kept: some patterns take seconds. */
const folder = join(import.meta.dirname, "..", "node_modules", ".cache", "linear-patterns");

/** What is wrong with a pattern; the empty string when nothing is. */
function fault(source: string, flags: string): string {
	const key = createHash("sha256")
		.update(JSON.stringify([version, source, flags]))
		.digest("hex");
	const file = join(folder, key);
	try {
		return readFileSync(file, "utf8");
	} catch {
		const text = said(checkSync(source, flags, { timeout: PATIENCE_MS }));
		mkdirSync(folder, { recursive: true });
		writeFileSync(`${file}.${process.pid}`, text);
		renameSync(`${file}.${process.pid}`, file);
		return text;
	}
}

const said = (found: Diagnostics): string => {
	if (found.status === "safe") return "";
	return found.status === "vulnerable"
		? `${found.complexity.summary}, as with ${found.attack.pattern}`
		: `not proven: ${found.error.kind}`;
};

/** What of oxlint's plugins is used here; oxlint exports no types for them. */
interface Context {
	report(found: { readonly node: unknown; readonly message: string }): void;
}
interface Literal {
	readonly regex?: { readonly pattern: string; readonly flags: string };
}
interface Call {
	readonly callee: { readonly name?: string };
}

function create(context: Context) {
	const refuseMade = (node: Call): void => {
		if (node.callee.name === "RegExp")
			context.report({ node, message: "A pattern that is made of a text may take any time." });
	};
	return {
		Literal(node: Literal): void {
			const found = node.regex === undefined ? "" : fault(node.regex.pattern, node.regex.flags);
			if (found !== "") context.report({ node, message: `More than linear time: ${found}.` });
		},
		NewExpression: refuseMade,
		CallExpression: refuseMade,
	};
}

export default { meta: { name: "patterns" }, rules: { linear: { create } } };

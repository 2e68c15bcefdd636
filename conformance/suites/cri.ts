import { globSync } from "node:fs";
import { join } from "node:path";
import { namesOf } from "../result.ts";
import type { Suite } from "../suite.ts";
import { patternOf } from "../title-pattern.ts";

const inside = join(import.meta.dirname, "../inside");
const LIMIT_MS = 30_000;

/** The mocha tests of chrome-remote-interface 0.33, which ask for a Chrome at its debugging port. */
export const criSuite: Suite = {
	name: "cri",
	packages: { commander: "2.11.0", mocha: "11.7.1", ws: "7.5.10" },
	paths: ["index.js", "lib", "test"],
	omitted: [],
	prepare: () => undefined,
	files: (copy) => globSync("test/*.js", { cwd: copy }).toSorted(),
	patternFor: (_, titles) => `^${patternOf(titles.map(namesOf))}$`,
	command: (copy, { file, pattern }) => ({
		args: [
			"--no-warnings",
			"--import",
			join(inside, "chrome-remote-interface.ts"),
			join(copy, "node_modules/mocha/lib/cli/cli.js"),
			"--no-config",
			"--exit",
			`--timeout=${LIMIT_MS}`,
			`--reporter=${join(inside, "mocha-reporter.ts")}`,
			...(pattern === undefined ? [] : [`--grep=${pattern.text}`]),
			...(pattern?.isInverted === true ? ["--invert"] : []),
			join(copy, file),
		],
		cwd: copy,
		env: { CONFORMANCE_COPY: copy },
	}),
};

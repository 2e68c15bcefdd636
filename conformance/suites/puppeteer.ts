import { globSync } from "node:fs";
import { join } from "node:path";
import { namesOf } from "../result.ts";
import type { Suite } from "../suite.ts";
import { patternOf } from "../title-pattern.ts";

const inside = join(import.meta.dirname, "../inside");
const LIMIT_MS = 30_000;

/** Puppeteer's mocha tests, as they were at 24.15, with a newer puppeteer from the registry. */
export const puppeteerSuite = (executable: string): Suite => ({
	name: "puppeteer",
	packages: {
		diff: "8.0.2",
		expect: "30.0.4",
		"jpeg-js": "0.4.4",
		mime: "3.0.0",
		mocha: "11.7.1",
		pixelmatch: "7.1.0",
		pngjs: "7.0.0",
		puppeteer: "24.43.1",
		"puppeteer-core": "24.43.1",
		sinon: "21.0.0",
		ws: "8.23.0",
	},
	paths: ["test", "packages/testserver"],
	omitted: [
		{ files: /headful/, reason: "needs a window" },
		{ files: /pipe\.spec/, reason: "there is no socket" },
	],
	prepare: () => undefined,
	files: (copy) => globSync("test/src/**/*.spec.ts", { cwd: copy }).toSorted(),
	patternFor: (_, titles) => `^${patternOf(titles.map(namesOf))}$`,
	command: (copy, { file, pattern }) => ({
		args: [
			"--enable-source-maps",
			"--no-warnings",
			"--import",
			join(inside, "puppeteer.ts"),
			join(copy, "node_modules/mocha/lib/cli/cli.js"),
			"--no-config",
			"--exit",
			`--timeout=${LIMIT_MS}`,
			`--reporter=${join(inside, "mocha-reporter.ts")}`,
			`--require=${join(copy, "test/src/mocha-utils.ts")}`,
			...(pattern === undefined ? [] : [`--grep=${pattern.text}`]),
			...(pattern?.isInverted === true ? ["--invert"] : []),
			join(copy, file),
		],
		cwd: copy,
		env: { CONFORMANCE_COPY: copy, CONFORMANCE_CHROME: executable },
	}),
});

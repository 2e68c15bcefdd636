import { existsSync, globSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { ChromeOfRun } from "../chrome.ts";
import { namesOf } from "../result.ts";
import type { Suite } from "../suite.ts";
import { patternOf } from "../title-pattern.ts";

const inside = join(import.meta.dirname, "../inside");
const LIMIT_MS = 30_000;
const CONFIG = "berth.config.js";

/** Playwright's own tests of its library and of pages, as they were at 1.63. */
export const playwrightSuite = (chrome: ChromeOfRun): Suite => ({
	name: "playwright",
	packages: {
		"@playwright/test": "1.63.0",
		dotenv: "17.4.2",
		formidable: "2.1.5",
		mime: "4.1.0",
		pngjs: "7.0.0",
		ws: "8.21.0",
	},
	paths: ["tests", "packages"],
	omitted: [
		{ files: /headful/, reason: "needs a window" },
		{ files: /library\/(?:firefox|inspector|events|unit)\//, reason: "not about a browser of Chrome's" },
		{ files: /trace-viewer|debug-controller|snapshot-renderer/, reason: "Playwright's own windows" },
		{ files: /video|videoPlayer/, reason: "needs ffmpeg" },
		{
			files: /launch|browser-server|browsertype|defaultbrowsercontext|channels/,
			reason: "starts its own browsers",
		},
		{ files: /extensions|browsers-path|client-certificates/, reason: "starts its own browsers" },
	],
	prepare: (copy) => prepare(copy, chrome),
	files: (copy) =>
		globSync(["tests/library/**/*.spec.ts", "tests/page/**/*.spec.ts"], { cwd: copy }).toSorted(),
	patternFor,
	command: (copy, { file, pattern }) => ({
		args: [
			join(copy, "node_modules/@playwright/test/cli.js"),
			"test",
			`--config=${CONFIG}`,
			...(pattern === undefined ? [] : [`--grep${pattern.isInverted ? "-invert" : ""}=${pattern.text}`]),
			`${file.replaceAll(".", String.raw`\.`)}$`,
		],
		cwd: copy,
		env: {
			CONFORMANCE_COPY: copy,
			NODE_OPTIONS: `--no-warnings --import=${pathToFileURL(join(inside, "playwright.ts")).href}`,
			PWTEST_UNDER_TEST: "1",
		},
	}),
});

/** It tests its own sources; those that it was built to are in the package. */
function prepare(copy: string, chrome: ChromeOfRun): void {
	const built = join(copy, "packages/playwright-core/lib");
	if (!existsSync(built)) symlinkSync("../../node_modules/playwright-core/lib", built);
	const config = {
		testDir: "tests",
		outputDir: "test-results",
		snapshotPathTemplate: "{testDir}/{testFileDir}/{testFileName}-snapshots/{arg}-chromium{ext}",
		updateSnapshots: "none",
		timeout: LIMIT_MS,
		expect: { timeout: 20_000 },
		workers: 1,
		fullyParallel: false,
		reporter: [[join(inside, "playwright-reporter.ts")]],
		use: {
			mode: "default",
			browserName: "chromium",
			headless: true,
			// A full Chrome has it; the suite takes one without for a headless shell.
			...(!chrome.isHeadlessShell && { channel: "chromium" }),
			launchOptions: { executablePath: chrome.bareExecutable },
		},
	};
	writeFileSync(join(copy, CONFIG), `module.exports = ${JSON.stringify(config, null, "\t")};\n`);
}

/** Before a test's names there is its file. */
const patternFor = (file: string, titles: readonly string[]): string =>
	`${patternOf([[relative("tests", file)]])} ${patternOf(titles.map(namesOf))}(?: @\\S+)*$`;

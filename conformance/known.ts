import type { Mode } from "./modes.ts";
import { SEPARATOR } from "./result.ts";
import type { SuiteName } from "./suite.ts";

/** A test that passes directly and not through Berth, for a reason that is not Berth's. */
export interface KnownDifference {
	readonly suite: SuiteName;
	readonly file: string;
	/** Of a test, or of a group of them. */
	readonly title: string;
	/** All modes where it is not said. */
	readonly modes?: readonly Mode[];
	readonly reason: string;
	/** It takes its browser down, so it runs without the other tests of its file, of which it is one alone. */
	readonly isApart?: boolean;
}

const OVER_32_MIB = "A message over 32 MiB can't pass a Worker.";

export const knownDifferences: readonly KnownDifference[] = [
	{
		suite: "puppeteer",
		file: "test/src/cdp/TargetManager.spec.ts",
		title: "TargetManager › should handle targets",
		reason: "Chrome shows each connection to it as a target of the type `browser`, Berth's own ones too.",
	},
	{
		suite: "puppeteer",
		file: "test/src/launcher.spec.ts",
		title: "Launcher specs › Puppeteer › Puppeteer.launch › should set the debugging port",
		reason: "It looks for Chrome's port in the address of the browser, which is Berth's.",
	},
	{
		suite: "puppeteer",
		file: "test/src/launcher.spec.ts",
		title: "Launcher specs › Puppeteer › Puppeteer.launch › should have custom URL when launching browser",
		reason: "The test starts the browser; a session at a `cdpUrl` opens a tab for itself.",
	},
	{
		suite: "puppeteer",
		file: "test/src/evaluation.spec.ts",
		title: "Evaluation specs › Page.evaluate › should transfer 100Mb of data from page to node.js",
		reason: OVER_32_MIB,
		isApart: true,
	},
	...["with callback", "without callback"].map((how) => ({
		suite: "cri" as const,
		file: "test/devtools.js",
		title: `devtool interaction › New › ${how} › should spawn a target to a specific URL`,
		reason:
			"Chrome takes the whole query of /json/new as an address; Cloudflare's API, and Berth, its `url`.",
	})),
	...[
		"with callback › should give the payload only",
		"with callback › should give the payload only (alternate syntax)",
		'with callback › "event" › should give the raw message',
		"with callback › sub-domain event syntax › should behave as the regular syntax",
		"without callback › should give the payload only",
	].map((name) => ({
		suite: "cri" as const,
		file: "test/event.js",
		title: `registering event › ${name}`,
		modes: ["guarded"] as const,
		reason: "It opens chrome://newtab, and guardrails refuse the browser's own pages.",
	})),
];

/** The entry that a test falls under. */
export const knownFor = (
	known: readonly KnownDifference[],
	test: { readonly suite: SuiteName; readonly mode: Mode; readonly file: string; readonly title: string },
): KnownDifference | undefined =>
	known.find(
		({ suite, file, title, modes }) =>
			suite === test.suite &&
			file === test.file &&
			(test.title === title || test.title.startsWith(title + SEPARATOR)) &&
			modes?.includes(test.mode) !== false,
	);

/** The tests of a file that run without the others. */
export const apartIn = (
	known: readonly KnownDifference[],
	suite: SuiteName,
	file: string,
): readonly string[] =>
	known
		.filter((each) => each.isApart === true && each.suite === suite && each.file === file)
		.map(({ title }) => title);

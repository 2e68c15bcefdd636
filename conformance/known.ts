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
}

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
	...["with callback", "without callback"].map((how) => ({
		suite: "cri" as const,
		file: "test/devtools.js",
		title: `devtool interaction › New › ${how} › should spawn a target to a specific URL`,
		reason:
			"Chrome takes the whole query of /json/new as an address; Cloudflare's API, and Berth, its `url`.",
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

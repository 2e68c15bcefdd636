export const SUITES = ["puppeteer", "playwright", "cri"] as const;
export type SuiteName = (typeof SUITES)[number];

/** What runs some tests of one file. */
export interface Command {
	/** Node's arguments. */
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
}

/** What a run inside a suite needs to know. */
export interface Asked {
	/** As {@link Suite.files} has it. */
	readonly file: string;
	/** What the names of its tests must match, or must not; all of them run when there is none. */
	readonly pattern?: { readonly text: string; readonly isInverted: boolean };
}

/** Files that are left out, and why. */
export interface Omission {
	readonly files: RegExp;
	readonly reason: string;
}

/** Somebody else's tests, which know nothing of Berth. */
export interface Suite {
	readonly name: SuiteName;
	/** Packages from the registry that its tests are run with. */
	readonly packages: Readonly<Record<string, string>>;
	/** The paths in its checkout that its tests need. */
	readonly paths: readonly string[];
	readonly omitted: readonly Omission[];
	/** Makes a copy of the checkout, with the packages installed in it, fit to be run. */
	prepare(copy: string): void;
	/** The test files in such a copy, as paths for people. */
	files(copy: string): readonly string[];
	/** A pattern for just these tests of a file, by the titles of their results. */
	patternFor(file: string, titles: readonly string[]): string;
	command(copy: string, asked: Asked): Command;
}

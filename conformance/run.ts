import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { StraightChrome } from "../bench/straight-chrome.ts";
import { projectRoot } from "../scripts/project.ts";
import { Berth } from "./berth.ts";
import { copyOf, stampOf, stampOfTool } from "./checkout.ts";
import { type ChromeOfRun, prepareChromeOfRun, startedChrome } from "./chrome.ts";
import { bodyOf } from "./modes.ts";
import type { Options } from "./options.ts";
import { runBoth, summaryOf } from "./rounds.ts";
import { Runner } from "./runner.ts";
import { berthSide, directSide } from "./side.ts";
import type { FileRecord, Store } from "./store.ts";
import type { Suite, SuiteName } from "./suite.ts";
import { criSuite } from "./suites/cri.ts";
import { playwrightSuite } from "./suites/playwright.ts";
import { puppeteerSuite } from "./suites/puppeteer.ts";

/** Where a run keeps what it makes, and what ends it. */
export interface Surroundings {
	readonly folder: string;
	readonly store: Store;
	readonly signal: AbortSignal;
}

/** @returns what was run, and what `--continue` left out */
export async function runSuite(options: Options, around: Surroundings): Promise<readonly FileRecord[]> {
	const { folder, store, signal } = around;
	if (options.suite === undefined || options.checkout === undefined) return [];
	const chrome = prepareChromeOfRun(folder);
	const suite = suiteNamed(options.suite, chrome);
	const copy = copyOf(suite, options.checkout, join(folder, "suites"));
	const files = filesOf(suite, copy, options.only);
	await using berth = new Berth(chrome.cacheFolder);
	await berth.ready();
	signal.throwIfAborted();
	const first = await berth.create(bodyOf("plain"));
	const { version, args } = await startedChrome(first.socketUrl);
	await first.release();
	await using straight = new StraightChrome({ executable: chrome.executable, args });
	const stamps = [stampOf(options.checkout, suite.files(options.checkout)), stampOfTool()];
	const condition = [version, ...args, ...stamps].join(" ");
	const commit = commitOf();
	console.error(`${version}; Berth ${commit}; ${files.length} files`);

	const runner = new Runner({ suite, copy, folder, grep: options.grep, signal });
	const records: FileRecord[] = [];
	for (const file of files) {
		const direct = runner.directly(file, directSide(straight), store, condition);
		for (const mode of options.modes) {
			if (options.goesOn && store.has(suite.name, mode, file)) continue;
			const from = performance.now();
			const side = berthSide(berth, chrome.moreArgsFile, bodyOf(mode));
			const runs = await runBoth(direct, runner.through(file, side, mode));
			const record = { suite: suite.name, file, mode, commit, at: new Date().toISOString(), runs };
			if (options.grep === undefined) store.save(record);
			records.push(record);
			const seconds = Math.round((performance.now() - from) / 1_000);
			console.error(`${file} ${mode}: ${summaryOf(runs)} (${seconds} s)`);
		}
	}
	if (!options.goesOn) return records;
	return options.modes
		.flatMap((mode) => store.all(suite.name, mode))
		.filter(({ file }) => files.includes(file));
}

function filesOf(suite: Suite, copy: string, only: readonly string[]): readonly string[] {
	const files = suite
		.files(copy)
		.filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
		.filter((file) => !suite.omitted.some(({ files: omitted }) => omitted.test(file)));
	if (files.length === 0) throw new Error(`--only ${only.join(", ")}: no file of the suite, or one left out`);
	return files;
}

function suiteNamed(name: SuiteName, chrome: ChromeOfRun): Suite {
	switch (name) {
		case "puppeteer":
			return puppeteerSuite(chrome.bareExecutable);
		case "playwright":
			return playwrightSuite(chrome);
		case "cri":
			return criSuite;
	}
}

const commitOf = (): string =>
	execFileSync("git", ["describe", "--always", "--dirty"], { cwd: projectRoot, encoding: "utf8" }).trim();

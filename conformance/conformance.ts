import { join } from "node:path";
import { berthFolder } from "../scripts/project.ts";
import { knownDifferences } from "./known.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { reportOf } from "./report.ts";
import { runSuite } from "./run.ts";
import { type FileRecord, Store } from "./store.ts";
import { SUITES } from "./suite.ts";

const folder = join(berthFolder, "conformance");
const store = new Store(join(folder, "results"));
const interruption = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
	process.on(signal, () => interruption.abort(new Error(`Interrupted by ${signal}.`)));

try {
	const options = readOptions(process.argv.slice(2));
	if (options === undefined) console.log(usage);
	else if (options.isReport) show(recordsFor(options));
	else show(await runSuite(options, { folder, store, signal: interruption.signal }));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = interruption.signal.aborted ? 130 : 1;
}

function show(records: readonly FileRecord[]): void {
	const { text, unknown } = reportOf(records, knownDifferences);
	console.log(`\n${text}`);
	if (unknown > 0) process.exitCode = 1;
}

function recordsFor({ suite, modes, only }: Options): readonly FileRecord[] {
	const suites = suite === undefined ? SUITES : [suite];
	return suites
		.flatMap((name) => modes.flatMap((mode) => store.all(name, mode)))
		.filter(({ file }) => only.length === 0 || only.some((part) => file.includes(part)));
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareChrome } from "../scripts/chrome.ts";
import { Berth } from "./berth.ts";
import { Disturbances } from "./disturbances.ts";
import { Journal } from "./journal.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { reportOf } from "./report.ts";
import { run } from "./run.ts";
import { settingsFor, varsOf } from "./settings.ts";

const interruption = new AbortController();
let berth: Berth | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(signal, () => {
		if (interruption.signal.aborted) return;
		interruption.abort();
		void berth?.stop().finally(() => process.exit(130));
	});
}

try {
	const options = readOptions(process.argv.slice(2));
	if (options === undefined) console.log(usage);
	else await chaos(options);
} catch (error) {
	if (!interruption.signal.aborted) {
		console.error(error);
		process.exitCode = 1;
	}
} finally {
	await berth?.stop();
}

async function chaos(options: Options): Promise<void> {
	const startedAt = Date.now();
	console.log(`seed ${options.seed}; Chrome: ${prepareChrome()}`);
	const folder = mkdtempSync(join(tmpdir(), "berth-chaos-"));
	const journal = new Journal(folder);
	const settings = settingsFor(options);
	const disturbances = new Disturbances();
	berth = await Berth.prepare(folder, varsOf(settings), disturbances);
	let isOver = false;
	try {
		await berth.start();
		journal.note("run", { ...options, ...settings });
		await run({ options, settings, berth, journal, disturbances, signal: interruption.signal });
		isOver = true;
	} finally {
		const hasFailed = journal.violations.length > 0 || !isOver;
		if (!interruption.signal.aborted) {
			console.log(reportOf(options, journal, Date.now() - startedAt));
			if (hasFailed || options.keep) console.log(`The run's files: ${folder}`);
			if (hasFailed) process.exitCode = 1;
		}
		await berth.stop();
		if (!hasFailed && !options.keep)
			rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	}
}

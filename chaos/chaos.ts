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
const started = new AsyncDisposableStack();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(signal, () => {
		if (interruption.signal.aborted) return;
		interruption.abort();
		void started.disposeAsync().finally(() => process.exit(130));
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
	if (!interruption.signal.aborted) await started.disposeAsync();
}

async function chaos(options: Options): Promise<void> {
	const startedAt = Date.now();
	console.log(`seed ${options.seed}; Chrome: ${prepareChrome()}`);
	const folder = mkdtempSync(join(tmpdir(), "berth-chaos-"));
	let isKept = false;
	started.defer(() => {
		if (!isKept || interruption.signal.aborted)
			rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	});
	const journal = new Journal(folder);
	const settings = settingsFor(options);
	const disturbances = new Disturbances();
	const berth = started.use(await Berth.prepare(folder, varsOf(settings), disturbances));
	isKept = true;
	try {
		await berth.start();
		journal.note("run", { ...options, ...settings });
		await run({ options, settings, berth, journal, disturbances, signal: interruption.signal });
		isKept = options.keep || journal.violations.length > 0;
	} finally {
		if (!interruption.signal.aborted) console.log(reportOf(options, journal, Date.now() - startedAt));
		if (isKept && !interruption.signal.aborted) console.log(`The run's files: ${folder}`);
	}
	if (journal.violations.length > 0) process.exitCode = 1;
}

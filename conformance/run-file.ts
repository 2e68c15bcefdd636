import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { killAtOnce } from "../scripts/processes.ts";
import { makeRunFolder, removeRunFolder } from "../scripts/run-folder.ts";
import { type SeenProcess, seenBelow, stillSeen } from "../test/e2e/chromes.ts";
import { Broker } from "./broker.ts";
import { type FileRun, parseReport } from "./result.ts";
import type { Side } from "./side.ts";
import type { Command } from "./suite.ts";

/** A run that has reported nothing for so long hangs; the longest limits of the suites' own tests are shorter. */
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 2_000;

/** Runs tests on one side, and leaves neither a process nor a browser of theirs. What they print goes to `logFile`. */
export async function runFile(
	{ args, cwd, env }: Command,
	side: Side,
	{ logFile, signal }: { readonly logFile: string; readonly signal: AbortSignal },
): Promise<FileRun> {
	signal.throwIfAborted();
	const folder = makeRunFolder();
	const report = join(folder, "report.jsonl");
	await using broker = await Broker.listen(side);
	const own = { CONFORMANCE_BROKER: broker.url, CONFORMANCE_REPORT: report, TMPDIR: folder };
	const child = spawn(process.execPath, args, {
		cwd,
		env: { ...process.env, ...env, ...own },
		detached: true,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const log = createWriteStream(logFile);
	for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
	try {
		const cutShort = await endOf(child, report, signal);
		signal.throwIfAborted();
		const results = existsSync(report) ? parseReport(readFileSync(report, "utf8")) : [];
		if (results.length > 0 || cutShort !== undefined) return { results, ...cutShort };
		return { results, cutShort: `nothing was run: see ${logFile}` };
	} finally {
		log.end();
		removeRunFolder(folder);
	}
}

/** Why it was ended, where it did not end by itself. */
async function endOf(
	child: ChildProcess,
	report: string,
	signal: AbortSignal,
): Promise<Pick<FileRun, "cutShort"> | undefined> {
	const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
	const seen = new Map<string, SeenProcess>();
	let lastSize = -1;
	let lastChange = Date.now();
	let cutShort: string | undefined;
	const { pid = 0 } = child;
	const timer = setInterval(() => {
		for (const each of seenBelow(pid)) seen.set(`${each.pid} ${each.command}`, each);
		const size = existsSync(report) ? statSync(report).size : 0;
		if (size !== lastSize) [lastSize, lastChange] = [size, Date.now()];
		if (Date.now() - lastChange < PATIENCE_MS && !signal.aborted) return;
		cutShort ??= `the run was ended: it had reported nothing for ${PATIENCE_MS / 1_000} s`;
		killAtOnce(pid);
		// What it has started holds its output open.
		for (const each of stillSeen([...seen.values()])) killAtOnce(each.pid);
	}, LOOK_EVERY_MS);
	await ended;
	clearInterval(timer);
	for (const each of stillSeen([...seen.values()])) killAtOnce(each.pid);
	return cutShort === undefined ? undefined : { cutShort };
}

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

interface Process {
	readonly pid: number;
	readonly parent: number;
	/** A letter, and what `ps` adds to it: Z for one that has ended. */
	readonly state: string;
	readonly command: string;
}

/** The main process of each Chrome that a wrangler has started; not the wrapper around it, nor Chrome's own children. */
export function chromesBelow(wranglerPid: number): readonly number[] {
	const all = processes();
	return descendants(all, wranglerPid)
		.filter(
			({ command }) => command.includes(" --remote-debugging-port=") && command.includes(" --user-data-dir="),
		)
		.filter(({ command }) => !command.includes(" --type=") && !command.startsWith("/bin/sh "))
		.map(({ pid }) => pid);
}

/** All that a process has started, and what that has started. */
export const processesBelow = (pid: number): readonly number[] =>
	descendants(processes(), pid).map((each) => each.pid);

/** Those of `pids` that still run. A killed process that its parent has not buried yet does not. */
export function stillRunning(pids: readonly number[]): readonly number[] {
	return processes()
		.filter(({ pid, state }) => pids.includes(pid) && !state.startsWith("Z"))
		.map(({ pid }) => pid);
}

/** A process as it was when it was seen: its number may be another's later. */
export type SeenProcess = Pick<Process, "pid" | "command">;

/** All that a process has started, and what that has started, as they are now. */
export const seenBelow = (pid: number): readonly SeenProcess[] => descendants(processes(), pid);

/** Those that still run, and are no others with the same number. */
export function stillSeen(seen: readonly SeenProcess[]): readonly SeenProcess[] {
	const running = new Map(
		processes()
			.filter(({ state }) => !state.startsWith("Z"))
			.map(({ pid, command }) => [pid, command]),
	);
	return seen.filter(({ pid, command }) => running.get(pid) === command);
}

function processes(): readonly Process[] {
	return existsSync("/proc/self/stat") ? processesOfProc() : processesOfPs();
}

/** A small Linux image may have no `ps`. */
function processesOfProc(): readonly Process[] {
	return readdirSync("/proc").flatMap((name) => {
		if (!/^\d+$/.test(name)) return [];
		try {
			// The name in parentheses may hold anything.
			const [state, parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
			const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
			return [{ pid: Number(name), parent: Number(parent), state: state ?? "", command }];
		} catch {
			// It has ended meanwhile.
			return [];
		}
	});
}

function processesOfPs(): readonly Process[] {
	const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split(
		"\n",
	);
	return lines.flatMap((line) => {
		const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
		if (state === undefined || command === undefined) return [];
		return [{ pid: Number(pid), parent: Number(parent), state, command }];
	});
}

function descendants(all: readonly Process[], pid: number): readonly Process[] {
	const children = all.filter(({ parent }) => parent === pid);
	return children.flatMap((child) => [child, ...descendants(all, child.pid)]);
}

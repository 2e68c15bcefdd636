import { execFileSync } from "node:child_process";

/** The memory of the workerd processes that a wrangler has started, in megabytes. */
export function workerdMegabytes(wranglerPid: number): number {
	const lines = execFileSync("ps", ["-A", "-o", "ppid=,rss=,comm="], { encoding: "utf8" }).split("\n");
	const kilobytes = lines.map((line) => {
		const [, parent, resident = "0", command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
		return Number(parent) === wranglerPid && command.endsWith("workerd") ? Number(resident) : 0;
	});
	return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

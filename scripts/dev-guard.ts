import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

// Loaded into wrangler by dev-server.ts, with `--import`: reports the processes that wrangler starts, as workerd
// outlives a wrangler that is killed, and ends wrangler when dev-server.ts is killed.

subscribe("child_process", (message) => {
	const { process: child } = message as { readonly process: ChildProcess };
	child.once("spawn", () => report("started", child.pid));
	child.once("exit", () => report("ended", child.pid));
});

process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The listener alone would keep wrangler from ending by itself.
process.channel?.unref();

function report(change: "started" | "ended", pid: number | undefined): void {
	if (process.connected) process.send?.({ guard: change, pid });
}

import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

// Loaded into wrangler by dev-server.ts, with `--import`: reports the processes that wrangler starts, as workerd
// outlives a wrangler that is killed, and ends wrangler when dev-server.ts is killed.

subscribe("child_process", (message) => {
	const { process: child } = message as { readonly process: ChildProcess };
	child.once("spawn", () => report("started", child.pid));
	child.once("exit", () => report("ended", child.pid));
});

// wrangler disconnects by itself too, as the last thing it does: only another parent means that ours is gone, and it
// is seen a moment after the disconnection.
const parent = process.ppid;
process.once("disconnect", () => {
	const look = () => process.ppid !== parent && process.kill(process.pid, "SIGTERM");
	setTimeout(look, 100).unref();
});
// The listener alone would keep wrangler from ending by itself.
process.channel?.unref();

function report(change: "started" | "ended", pid: number | undefined): void {
	if (process.connected) process.send?.({ guard: change, pid });
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { killAtOnce } from "./processes.ts";
import { projectRoot } from "./project.ts";
import { makeRunFolder, removeRunFolder } from "./run-folder.ts";
import { wranglerArgs, wranglerEnv } from "./wrangler.ts";

export interface Address {
	readonly host: string;
	readonly port: number;
}

const guard = fileURLToPath(new URL("dev-guard.ts", import.meta.url));
const patienceMs = 10_000;

/** A `wrangler dev` that takes along everything it started, however it ends. */
export class DevServer {
	readonly process: ChildProcess;
	/** Rejects when wrangler ends before it listens. */
	readonly ready: Promise<Address>;
	/** wrangler's exit code, or 128 and the signal that ended it, once nothing of it is left. */
	readonly exited: Promise<number>;
	readonly #runFolder = makeRunFolder();
	readonly #descendants = new Set<number>();

	constructor(
		args: readonly string[],
		stdio: "inherit" | "pipe",
		env: Readonly<Record<string, string>> = {},
	) {
		this.process = spawn(process.execPath, ["--import", guard, ...wranglerArgs(["dev", ...args])], {
			cwd: projectRoot,
			env: wranglerEnv({ ...env, TMPDIR: this.#runFolder }),
			stdio: [stdio === "inherit" ? "inherit" : "ignore", stdio, stdio, "ipc"],
		});
		const { promise, resolve, reject } = Promise.withResolvers<Address>();
		this.ready = promise;
		this.ready.catch(() => undefined);
		this.process.on("message", (message) => this.#read(message, resolve));
		this.exited = this.#end(reject);
	}

	async stop(): Promise<number> {
		this.process.kill("SIGTERM");
		const timer = setTimeout(() => this.process.kill("SIGKILL"), patienceMs);
		const code = await this.exited;
		clearTimeout(timer);
		return code;
	}

	async #end(onEarlyEnd: (error: Error) => void): Promise<number> {
		// The last messages of the guard may come after the exit, and pipes close only when all that hold them have ended.
		const closed = once(this.process, "close");
		await Promise.all([once(this.process, "exit"), once(this.process, "disconnect")]);
		for (const pid of this.#descendants) killAtOnce(pid);
		await closed;
		removeRunFolder(this.#runFolder);
		const { exitCode, signalCode } = this.process;
		onEarlyEnd(new Error(`wrangler dev ended (${signalCode ?? exitCode}) before it was ready`));
		return exitCode ?? 128 + (signalCode === null ? 0 : constants.signals[signalCode]);
	}

	/** wrangler's own message is JSON in a string; an object is from dev-guard.ts. */
	#read(message: unknown, onReady: (address: Address) => void): void {
		if (typeof message === "string") {
			const { event, ip, port } = JSON.parse(message) as Record<string, unknown>;
			if (event === "DEV_SERVER_READY") onReady({ host: String(ip), port: Number(port) });
		} else if (typeof message === "object" && message !== null && "guard" in message && "pid" in message) {
			if (message.guard === "started") this.#descendants.add(Number(message.pid));
			else this.#descendants.delete(Number(message.pid));
		}
	}
}

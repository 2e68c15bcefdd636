import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DevServer } from "../scripts/dev-server.ts";
import { randomSecret } from "../scripts/dev-vars.ts";
import { killAtOnce } from "../scripts/processes.ts";
import { chromesBelow, processesBelow, seenBelow, type SeenProcess } from "../test/e2e/chromes.ts";
import { freePort } from "../test/e2e/free-port.ts";
import type { Disturbances } from "./disturbances.ts";
import { writeWorkerConfig } from "./worker-config.ts";
import type { CatalogFault } from "./worker/catalog-fault.ts";

const START_TIMEOUT_MS = 90_000;
const DRIVER_PATIENCE_MS = 30_000;

/** A browser as its provider lists it. */
export interface UpstreamBrowser {
	readonly sessionId: string;
}

/** The Berth that everything is done to: in `wrangler dev`, on a state that outlives it. */
export class Berth implements AsyncDisposable {
	readonly url: string;
	readonly adminToken = randomSecret();
	/** What wrangler and the Worker print. */
	readonly logFile: string;
	readonly #port: number;
	readonly #folder: string;
	readonly #config: string;
	readonly #envFile: string;
	readonly #disturbances: Disturbances;
	/** Every process that was ever seen below a wrangler of this run. */
	readonly #seen = new Map<string, SeenProcess>();
	#server: DevServer | undefined;
	#isOver = false;

	private constructor(
		port: number,
		folder: string,
		vars: Readonly<Record<string, string>>,
		disturbances: Disturbances,
	) {
		this.#port = port;
		this.url = `http://localhost:${port}`;
		this.#folder = folder;
		this.#disturbances = disturbances;
		this.logFile = join(folder, "wrangler.log");
		this.#config = writeWorkerConfig(folder);
		this.#envFile = join(folder, "vars.env");
		const secrets = { SIGNING_SECRET: randomSecret(), ENCRYPTION_SECRET: randomSecret() };
		const all = { ADMIN_TOKEN: this.adminToken, ...secrets, ...vars };
		const lines = Object.entries(all).map(([name, value]) => `${name}='${value}'\n`);
		writeFileSync(this.#envFile, lines.join(""), { mode: 0o600 });
	}

	/** One that is not started yet. */
	static async prepare(
		folder: string,
		vars: Readonly<Record<string, string>>,
		disturbances: Disturbances,
	): Promise<Berth> {
		return new Berth(await freePort(), folder, vars, disturbances);
	}

	get isUp(): boolean {
		return this.#server !== undefined && this.#disturbances.lastEnd(["outage"]) <= Date.now();
	}

	/** The main process of each Chrome that runs now. */
	chromePids(): readonly number[] {
		const pid = this.#server?.process.pid;
		if (pid === undefined) return [];
		return chromesBelow(pid);
	}

	/** All processes that this run has started, as far as they were seen. */
	get seenProcesses(): readonly SeenProcess[] {
		return [...this.#seen.values()];
	}

	async start(): Promise<void> {
		if (this.#isOver) throw new Error("this run is over");
		const files = ["--config", this.#config, "--env-file", this.#envFile];
		const state = ["--persist-to", join(this.#folder, "state")];
		const ports = ["--port", String(this.#port), "--inspector-port", "0"];
		// vitest.config.ts switches it off.
		const env = { CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "true" };
		const server = new DevServer([...files, ...state, ...ports], "pipe", env);
		this.#server = server;
		for (const stream of [server.process.stdout, server.process.stderr])
			stream?.on("data", (data) => appendFileSync(this.logFile, String(data)));
		const timeout = Promise.withResolvers<never>();
		const timer = setTimeout(
			() => timeout.reject(new Error("wrangler dev did not get ready")),
			START_TIMEOUT_MS,
		);
		try {
			const { port } = await Promise.race([server.ready, timeout.promise]);
			if (port !== this.#port) throw new Error(`port ${this.#port} was taken meanwhile`);
			// It says so a moment before the Worker answers.
			await fetch(this.url, { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
		} finally {
			clearTimeout(timer);
		}
	}

	/**
	 * Ends wrangler and starts it anew on the same state: in good order, or with every process killed at once.
	 *
	 * @returns how long it took to end, and to start, in milliseconds
	 */
	async restart(how: "gracefully" | "killed"): Promise<{ readonly endMs: number; readonly startMs: number }> {
		const from = Date.now();
		const over = this.#disturbances.begin("outage");
		if (how === "killed") await this.#kill();
		else await this.#stop();
		const ended = Date.now();
		await this.start();
		over();
		return { endMs: ended - from, startMs: Date.now() - ended };
	}

	/** Ends it for good. */
	async end(): Promise<void> {
		this.#isOver = true;
		await this.#stop();
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.end();
	}

	/** A token of an account's own, which is looked up in the catalog with each request. */
	async makeToken(account: string): Promise<string> {
		const answer = await fetch(`${this.url}/berth/v1/tokens`, {
			method: "POST",
			headers: { Authorization: `Bearer ${this.adminToken}` },
			body: JSON.stringify({ account, right: "write" }),
			signal: AbortSignal.timeout(DRIVER_PATIENCE_MS),
		});
		const { token } = (await answer.json()) as { readonly token: string };
		return token;
	}

	/** Asks the routes that are there for the driver only. @throws when there is no answer in time, or a refusal */
	async ask<T>(path: string, body?: unknown): Promise<T> {
		const answer = await fetch(`${this.url}/chaos/${path}`, {
			method: "POST",
			headers: { Authorization: `Bearer ${this.adminToken}` },
			body: JSON.stringify(body ?? {}),
			signal: AbortSignal.timeout(DRIVER_PATIENCE_MS),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`/chaos/${path}: ${answer.status} ${text.slice(0, 400)}`);
		return JSON.parse(text) as T;
	}

	/** The rows of each query, all of one moment. */
	select<Rows extends readonly unknown[]>(queries: readonly string[]): Promise<Rows> {
		return this.ask<Rows>("select", queries);
	}

	browsers(): Promise<readonly UpstreamBrowser[]> {
		return this.ask("browsers");
	}

	failCatalog(fault: CatalogFault): Promise<unknown> {
		return this.ask("catalog-fault", fault);
	}

	async #stop(): Promise<void> {
		this.#noteProcesses();
		await this.#server?.stop();
		this.#server = undefined;
	}

	async #kill(): Promise<void> {
		const pid = this.#server?.process.pid;
		if (pid === undefined) return;
		this.#noteProcesses();
		// Stopped first, so that none of them can react to the end of another.
		for (const each of [pid, ...processesBelow(pid)]) {
			try {
				process.kill(each, "SIGSTOP");
			} catch {
				// It has ended meanwhile.
			}
		}
		for (const each of [...processesBelow(pid), pid]) killAtOnce(each);
		await this.#server?.exited;
	}

	#noteProcesses(): void {
		const pid = this.#server?.process.pid;
		if (pid === undefined) return;
		for (const each of seenBelow(pid)) this.#seen.set(`${each.pid} ${each.command}`, each);
	}
}

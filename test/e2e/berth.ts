import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DevServer } from "../../scripts/dev-server.ts";
import { randomSecret } from "../../scripts/dev-vars.ts";
import { chromesBelow } from "./chromes.ts";
import { freePort } from "./free-port.ts";

export interface BerthOptions {
	/** Variables beside wrangler.toml's, or in their place. */
	readonly vars?: Readonly<Record<string, string>>;
}

/** Tests create faster than people; those of the limit itself set one. */
const unhurried = { ACQUISITIONS_PER_SECOND: "1000", ACQUISITION_BURST: "1000" };

const startTimeoutMs = 90_000;
const outputLimit = 100_000;

/** A real Berth in `wrangler dev`, with a port, state and secrets of its own. */
export class Berth {
	readonly url: string;
	readonly adminToken = randomSecret();
	readonly #port: number;
	readonly #folder = mkdtempSync(join(tmpdir(), "berth-e2e-"));
	#server: DevServer | undefined;
	#output = "";

	private constructor(port: number, vars: Readonly<Record<string, string>>) {
		this.#port = port;
		this.url = `http://localhost:${port}`;
		const secrets = { SIGNING_SECRET: randomSecret(), ENCRYPTION_SECRET: randomSecret() };
		const all = { ADMIN_TOKEN: this.adminToken, ...secrets, ...unhurried, ...vars };
		const lines = Object.entries(all).map(([name, value]) => `${name}='${value}'\n`);
		writeFileSync(this.#envFile, lines.join(""), { mode: 0o600 });
	}

	static async start({ vars = {} }: BerthOptions = {}): Promise<Berth> {
		const berth = new Berth(await freePort(), vars);
		await berth.#start();
		return berth;
	}

	get wranglerPid(): number {
		const pid = this.#server?.process.pid;
		if (pid === undefined) throw new Error("This Berth is stopped");
		return pid;
	}

	/** What wrangler and the Worker have printed, from the first start on. */
	get output(): string {
		return this.#output;
	}

	/** The main process of each Chrome that this Berth runs. */
	chromePids(): readonly number[] {
		return chromesBelow(this.wranglerPid);
	}

	/** Everything that lies in D1 and in the objects' storage, file by file. */
	storedText(): readonly string[] {
		const state = join(this.#folder, "state");
		return readdirSync(state, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
	}

	/** Ends wrangler and all browsers, and starts it anew with the same port, state and secrets. */
	async restart(): Promise<void> {
		await this.#server?.stop();
		await this.#start();
	}

	async stop(): Promise<void> {
		await this.#server?.stop();
		this.#server = undefined;
		rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stop();
	}

	get #envFile(): string {
		return join(this.#folder, "vars.env");
	}

	async #start(): Promise<void> {
		const options = ["--port", String(this.#port), "--env-file", this.#envFile];
		// vitest.config.ts switches it off.
		const env = { CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "true" };
		const server = new DevServer([...options, "--persist-to", join(this.#folder, "state")], "pipe", env);
		this.#server = server;
		for (const stream of [server.process.stdout, server.process.stderr]) {
			stream?.on("data", (data) => (this.#output = (this.#output + String(data)).slice(-outputLimit)));
		}
		const timeout = Promise.withResolvers<never>();
		const timer = setTimeout(
			() => timeout.reject(new Error("wrangler dev did not get ready")),
			startTimeoutMs,
		);
		try {
			const { port } = await Promise.race([server.ready, timeout.promise]);
			// wrangler takes another port when this one is taken.
			if (port !== this.#port) throw new Error(`Port ${this.#port} was taken meanwhile`);
		} catch (error) {
			await this.stop();
			throw new Error(`Berth did not start:\n${this.#output}`, { cause: error });
		} finally {
			clearTimeout(timer);
		}
	}
}

/** The caller stops it, or says `await using`. */
export function startBerth(options?: BerthOptions): Promise<Berth> {
	return Berth.start(options);
}

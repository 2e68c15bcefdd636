import { join } from "node:path";
import { DevWorker } from "../bench/dev-worker.ts";
import { stringField } from "../bench/string-field.ts";
import { randomSecret } from "../scripts/dev-vars.ts";
import { projectRoot } from "../scripts/project.ts";
import type { Held } from "./side.ts";

const path = "/berth/v1/sessions";
const KEEP_ALIVE_MS = 7_200_000;
const LOOK_EVERY_MS = 50;

/** Berth of this checkout, on a free port, without the limits that a suite would run into. */
export class Berth implements AsyncDisposable {
	readonly #token = randomSecret();
	readonly #headers = { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" };
	readonly #worker: DevWorker;

	/** `cacheFolder` is where its wrangler finds the Chrome. */
	constructor(cacheFolder: string) {
		const variables = {
			ADMIN_TOKEN: this.#token,
			SIGNING_SECRET: randomSecret(),
			ENCRYPTION_SECRET: randomSecret(),
			ACQUISITIONS_PER_SECOND: "1000",
			ACQUISITION_BURST: "1000",
			MAX_KEEP_ALIVE_MS: String(KEEP_ALIVE_MS),
			ALLOW_PRIVATE_CDP: "true",
		};
		const env = { XDG_CACHE_HOME: cacheFolder };
		this.#worker = new DevWorker(join(projectRoot, "wrangler.toml"), variables, env);
	}

	ready(): Promise<void> {
		return this.#worker.ready();
	}

	/** A session that runs. @throws when it ends before it does */
	async create(body: object): Promise<Held> {
		const asked = { keepAliveMs: KEEP_ALIVE_MS, ...body };
		const id = stringField(await this.#worker.request("POST", path, this.#headers, asked), "id");
		for (;;) {
			const session = await this.#worker.request("GET", `${path}/${id}`, this.#headers);
			const state = stringField(session, "state");
			if (state === "running") {
				const socketUrl = `${stringField(session, "webSocketDebuggerUrl")}?token=${this.#token}`;
				return { socketUrl, release: () => this.#end(id) };
			}
			if (state !== "waiting" && state !== "creating")
				throw new Error(`A session did not start: ${JSON.stringify(session)}`);
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#worker[Symbol.asyncDispose]();
	}

	async #end(id: string): Promise<void> {
		await this.#worker.request("DELETE", `${path}/${id}`, this.#headers);
	}
}

import { join } from "node:path";
import { randomSecret } from "../scripts/dev-vars.ts";
import type { Backend, Browser } from "./backend.ts";
import { DevWorker } from "./dev-worker.ts";
import { stringField } from "./string-field.ts";

const path = "/client/v4/accounts/local/browser-rendering/devtools/browser";

interface BerthOptions {
	readonly record?: boolean;
	/** Whether its sessions are an account's, which are kept off the machine of their browser. */
	readonly isTenant?: boolean;
	readonly guardrails?: { readonly allowedDomains: readonly string[] };
}

/** Berth, of this checkout or another. */
export class Berth implements Backend {
	readonly name: string;
	#headers: Readonly<Record<string, string>>;
	readonly #isTenant: boolean;
	readonly #worker: DevWorker;
	readonly #record: boolean;
	/** What a session is asked for with. */
	readonly #body: object;

	constructor(
		name: string,
		projectFolder: string,
		{ record = true, isTenant = false, guardrails }: BerthOptions = {},
	) {
		this.name = name;
		this.#record = record;
		this.#isTenant = isTenant;
		this.#body = { guardrails };
		const token = randomSecret();
		this.#headers = { Authorization: `Bearer ${token}` };
		const secrets = {
			ADMIN_TOKEN: token,
			SIGNING_SECRET: randomSecret(),
			ENCRYPTION_SECRET: randomSecret(),
			ACQUISITIONS_PER_SECOND: "1000",
			ACQUISITION_BURST: "1000",
		};
		this.#worker = new DevWorker(join(projectFolder, "wrangler.toml"), secrets);
	}

	async ready(): Promise<void> {
		await this.#worker.ready();
		if (!this.#isTenant) return;
		const asked = { account: "local", right: "write" };
		const made = await this.#worker.request("POST", "/berth/v1/tokens", this.#headers, asked);
		this.#headers = { Authorization: `Bearer ${stringField(made, "token")}` };
	}

	/** The same one, whose sessions are asked for with more. */
	as(name: string, { query = "", body = {} }: { readonly query?: string; readonly body?: object }): Backend {
		return {
			name,
			ready: () => this.ready(),
			acquire: () => this.#create(query, { ...this.#body, ...body }),
			[Symbol.asyncDispose]: async () => undefined,
		};
	}

	/** The same one, for its quick actions: it has browsers for them, and nothing to connect to. */
	quick(name: string): Backend {
		const quickPath = "/client/v4/accounts/local/browser-rendering";
		return {
			name,
			ready: () => this.ready(),
			acquire: async () => ({
				socketUrl: "",
				headers: {},
				quick: (action, body) =>
					this.#worker.fetchAll("POST", `${quickPath}/${action}?cacheTTL=0`, this.#headers, body),
				release: async () => undefined,
			}),
			[Symbol.asyncDispose]: async () => undefined,
		};
	}

	acquire(): Promise<Browser> {
		return this.#create(`record=${this.#record}`, this.#body);
	}

	async #create(query: string, body: object): Promise<Browser> {
		const asked = `${path}?keep_alive=600000&${query}`;
		const created = await this.#worker.request("POST", asked, this.#headers, body);
		const sessionId = stringField(created, "sessionId");
		return {
			socketUrl: stringField(created, "webSocketDebuggerUrl"),
			headers: this.#headers,
			recordedBytes: async () => {
				const recording = `/berth/v1/sessions/${sessionId}/recording`;
				const { size } = (await this.#worker.request("GET", recording, this.#headers)) as { size: number };
				return size;
			},
			release: async () => {
				await this.#worker.request("DELETE", `${path}/${sessionId}`, this.#headers);
			},
		};
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.#worker[Symbol.asyncDispose]();
	}
}

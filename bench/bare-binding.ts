import { fileURLToPath } from "node:url";
import type { Backend, Browser } from "./backend.ts";
import { DevWorker } from "./dev-worker.ts";
import { stringField } from "./string-field.ts";

const config = fileURLToPath(new URL("pass-through/wrangler.toml", import.meta.url));
const path = "/v1/devtools/browser";

/** The Browser Rendering binding behind a Worker that only passes on: what Berth adds to is this. */
export class BareBinding implements Backend {
	readonly name = "binding";
	readonly #worker = new DevWorker(config, {});

	ready(): Promise<void> {
		return this.#worker.ready();
	}

	async acquire(): Promise<Browser> {
		const acquired = await this.#worker.request("POST", `${path}?keep_alive=600000`, {});
		const browserPath = `${path}/${stringField(acquired, "sessionId")}`;
		return {
			socketUrl: this.#worker.origin.replace(/^http/, "ws") + browserPath,
			headers: {},
			release: async () => {
				await this.#worker.request("DELETE", browserPath, {});
			},
		};
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.#worker[Symbol.asyncDispose]();
	}
}

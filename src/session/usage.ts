import type { SessionUsage, Whereabouts } from "../domain/session.ts";
import type { Clients } from "./relay/clients.ts";
import type { Projection } from "./life/projection.ts";
import type { SessionStore } from "./store.ts";

/** Adds up what a session uses: what its record had when the object started, and everything since. */
export class UsageMeter {
	readonly #clients: Clients;
	readonly #projection: Projection;
	readonly #whereabouts: () => Whereabouts;
	readonly #before: Omit<SessionUsage, "connections">;

	constructor(store: SessionStore, clients: Clients, projection: Projection, whereabouts: () => Whereabouts) {
		this.#whereabouts = whereabouts;
		this.#clients = clients;
		this.#projection = projection;
		this.#before = store.session ?? { bytesToClients: 0, bytesToBrowser: 0, catalogRetries: 0 };
	}

	/** All but the connections, which the lifecycle counts itself. */
	get figures(): Omit<SessionUsage, "connections"> & Whereabouts {
		const { toClients, toBrowser } = this.#clients.relayedBytes;
		return {
			bytesToClients: this.#before.bytesToClients + toClients,
			bytesToBrowser: this.#before.bytesToBrowser + toBrowser,
			catalogRetries: this.#before.catalogRetries + this.#projection.retries,
			...this.#whereabouts(),
		};
	}
}

import { isLoopback } from "../../domain/machine-address.ts";
import type { NetworkTaps } from "../link/network-taps.ts";
import type { AttachedTarget } from "../link/target-tree.ts";

export interface WorkerFenceParts {
	/** Whether a service worker may be at a URL of the machine. Never rejects. */
	readonly isAllowed: (url: URL) => Promise<boolean>;
	readonly close: (worker: AttachedTarget) => void;
	/** What is set for a page's network is forgotten when the log's own subscription to it ends: that is held. */
	readonly network: Pick<NetworkTaps, "suspend" | "resume">;
}

/**
 * Keeps service workers off the machine's doors. A client can answer the request for such a worker's script itself, and then
 * have navigations ask the server where no interception looks: by navigation preload, or by a route that races the network.
 */
export class WorkerFence {
	readonly #parts: WorkerFenceParts;
	/** Pages and frames of other sites, by their CDP session. */
	readonly #pages = new Map<string, AttachedTarget>();
	/** How many workers wait for a verdict. */
	#doubted = 0;
	/** Whether there was one that may not be there. Its session does without service workers from then on. */
	#hasRefused = false;

	constructor(parts: WorkerFenceParts) {
		this.#parts = parts;
	}

	attached(target: AttachedTarget): void {
		if (target.type === "page" || target.type === "iframe") {
			this.#pages.set(target.cdpSession, target);
			if (this.#isBypassing) bypass(target, true);
		} else if (target.type === "service_worker") this.#meet(target);
	}

	/** One target too many to be watched. A worker is judged all the same. */
	unwatched(target: AttachedTarget): void {
		if (target.type === "service_worker") this.#meet(target);
	}

	detached({ cdpSession }: AttachedTarget): void {
		this.#pages.delete(cdpSession);
	}

	get #isBypassing(): boolean {
		return this.#hasRefused || this.#doubted > 0;
	}

	/** The worker begins before there is a verdict, and a client could start it anyway: until then pages do without any. */
	#meet(worker: AttachedTarget): void {
		const url = URL.parse(worker.url);
		if (url === null || !isLoopback(url.hostname)) return;
		if (!this.#isBypassing) this.#bypassAll(true);
		this.#doubted += 1;
		void this.#judge(worker, url);
	}

	async #judge(worker: AttachedTarget, url: URL): Promise<void> {
		const isAllowed = await this.#parts.isAllowed(url);
		this.#doubted -= 1;
		if (!isAllowed) this.#close(worker, url.origin);
		else if (!this.#isBypassing) this.#bypassAll(false);
	}

	#close(worker: AttachedTarget, origin: string): void {
		this.#hasRefused = true;
		this.#parts.close(worker);
		// It is stored as well, and the next navigation would start it again.
		for (const page of this.#pages.values())
			if (page.browserContextId === worker.browserContextId)
				page.post("Storage.clearDataForOrigin", { origin, storageTypes: "service_workers" });
	}

	#bypassAll(isOn: boolean): void {
		if (isOn) this.#parts.network.suspend();
		else this.#parts.network.resume();
		for (const page of this.#pages.values()) bypass(page, isOn);
	}
}

/** Has a page's navigations leave service workers out, or not. A client can't undo it: Chrome asks each connection's switch. */
const bypass = (page: AttachedTarget, isOn: boolean): void =>
	page.post("Network.setBypassServiceWorker", { bypass: isOn });

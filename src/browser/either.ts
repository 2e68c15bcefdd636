import { ENDPOINT_BROWSER } from "../domain/browser-id.ts";
import { ok } from "../domain/result.ts";
import type { BrowserOptions } from "../domain/session.ts";
import type { BrowserPort } from "./port.ts";
import { isHeadlessShell, storedProtocol } from "./stored-protocol.ts";
import type { WorkTabs } from "./work-tabs.ts";

/** A session's browser: one that it starts, unless it was told to use one that is there already. */
export class EitherBrowser implements BrowserPort {
	readonly #started: BrowserPort;
	readonly #existing: BrowserPort;
	readonly #workTabs: Pick<WorkTabs, "has">;
	readonly #pages: Pick<Fetcher, "fetch"> | undefined;

	/** `workTabs` are nobody's: they are not listed, and not to be used. `pages` hold the protocol of headless shells. */
	constructor(
		started: BrowserPort,
		existing: BrowserPort,
		workTabs: Pick<WorkTabs, "has">,
		pages?: Pick<Fetcher, "fetch">,
	) {
		this.#started = started;
		this.#existing = existing;
		this.#workTabs = workTabs;
		this.#pages = pages;
	}

	acquire: BrowserPort["acquire"] = (options) => this.#for(options).acquire(options);
	connect: BrowserPort["connect"] = (id, targetId) => this.#with(id).connect(id, targetId);
	isAlive: BrowserPort["isAlive"] = (id) => this.#with(id).isAlive(id);
	close: BrowserPort["close"] = (id, heard) => this.#with(id).close(id, heard);
	owns: BrowserPort["owns"] = (id, targetId) =>
		!this.#workTabs.has(targetId) && this.#with(id).owns(id, targetId);
	version: BrowserPort["version"] = (id) => this.#with(id).version(id);
	protocol: BrowserPort["protocol"] = async (id) => {
		const version = await this.version(id);
		if (!version.ok) return version;
		return isHeadlessShell(version.value) ? storedProtocol(this.#pages) : this.#with(id).protocol(id);
	};
	targets: BrowserPort["targets"] = async (id) => {
		const targets = await this.#with(id).targets(id);
		return targets.ok ? ok(targets.value.filter((target) => !this.#workTabs.has(target.id))) : targets;
	};
	activate: BrowserPort["activate"] = (id, targetId) => this.#with(id).activate(id, targetId);
	closeTarget: BrowserPort["closeTarget"] = (id, targetId) => this.#with(id).closeTarget(id, targetId);

	#for({ endpoint }: BrowserOptions): BrowserPort {
		return endpoint === undefined ? this.#started : this.#existing;
	}

	#with(browserId: string): BrowserPort {
		return browserId === ENDPOINT_BROWSER ? this.#existing : this.#started;
	}
}

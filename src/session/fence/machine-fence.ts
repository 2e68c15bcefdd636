import type { CdpClient } from "../../browser/cdp.ts";
import { isControlAddress, isMetadata, portOf } from "../../domain/machine-address.ts";
import { isLocalPage } from "../../domain/local-page.ts";
import type { Result } from "../../domain/result.ts";
import type { SessionOptions } from "../../domain/session.ts";
import { isFenced, NO_TRUST } from "../../domain/trust.ts";
import type { Refusals } from "../guardrails/refusals.ts";
import type { GivenAnswer, PausedRequest, RequestGuard, RequestPattern } from "../link/request-gate.ts";
import type { NetworkTaps } from "../link/network-taps.ts";
import type { AttachedTarget, TargetWatcher } from "../link/target-tree.ts";
import { CommandFence } from "./command-fence.ts";
import type { DevtoolsPorts } from "./devtools-ports.ts";
import { DownloadFolder } from "./download-folder.ts";
import { machinePatterns } from "./machine-patterns.ts";
import { WorkerFence } from "./worker-fence.ts";

export interface MachineFenceParts {
	readonly network: Pick<NetworkTaps, "suspend" | "resume">;
	readonly options: () => SessionOptions | undefined;
	readonly ports: Pick<DevtoolsPorts, "has" | "kindAt">;
	readonly refusals: Refusals;
}

/** Keeps a session that is not trusted off the machine that its browser runs on: its clients' commands, and its pages. */
export class MachineFence {
	readonly #parts: MachineFenceParts;
	readonly #folder = new DownloadFolder();
	#commands: CommandFence | undefined;

	constructor(parts: MachineFenceParts) {
		this.#parts = parts;
	}

	/** Looks at commands for the browser; `undefined` where the session may send any. */
	get commands(): CommandFence | undefined {
		const options = this.#parts.options();
		if (options === undefined || !isFenced(options)) return undefined;
		const { refusals } = this.#parts;
		this.#commands ??= new CommandFence({
			berthPort: berthPortOf(options),
			downloadFolder: () => this.#folder.path,
			onRefused: (method) => refusals.command(method),
		});
		return this.#commands;
	}

	/** Has a say in the pages' requests; `undefined` where they may go anywhere, or the browser is on another machine. */
	guardFor(options: SessionOptions): (TargetWatcher & RequestGuard) | undefined {
		if (!isFenced(options) || options.endpoint !== undefined) return undefined;
		return new PageFence(berthPortOf(options), this.#folder, this.#parts);
	}
}

const berthPortOf = ({ trust = NO_TRUST }: SessionOptions): string => trust.berthPort;

/** The same for the pages of a browser, on one link to it. */
class PageFence implements TargetWatcher, RequestGuard {
	readonly patterns: readonly RequestPattern[];
	/** On Cloudflare the browser is on another machine, and nothing depends on it. */
	readonly isOptional = true;
	readonly #berthPort: string;
	readonly #folder: DownloadFolder;
	readonly #parts: Omit<MachineFenceParts, "options">;
	readonly #workers: WorkerFence;
	#cdp: CdpClient | undefined;

	constructor(berthPort: string, folder: DownloadFolder, parts: Omit<MachineFenceParts, "options">) {
		this.patterns = machinePatterns(berthPort);
		this.#berthPort = berthPort;
		this.#folder = folder;
		this.#parts = parts;
		this.#workers = new WorkerFence({
			isAllowed: (url) => this.#isOpen(url),
			close: (worker) => this.#close(worker),
			network: parts.network,
		});
	}

	start(cdp: CdpClient): Promise<Result<void>> {
		this.#cdp = cdp;
		return this.#folder.start(cdp);
	}

	/** A shortcut's new tab, for instance, from where a client would get to the browser's settings. */
	attached(target: AttachedTarget): void {
		this.#workers.attached(target);
		if (target.isNew && target.type === "page" && isLocalPage(target.url)) this.#close(target);
	}

	detached(target: AttachedTarget): void {
		this.#workers.detached(target);
	}

	unwatched(target: AttachedTarget): void {
		this.#workers.unwatched(target);
	}

	#close({ url, targetId }: AttachedTarget): void {
		this.#parts.refusals.page(url, targetId);
		void this.#cdp?.send("Target.closeTarget", { targetId });
	}

	/** Where nobody listens a Chrome may start in a moment, and a worker would be there already. */
	async #isOpen(url: URL): Promise<boolean> {
		return portOf(url) !== this.#berthPort && (await this.#parts.ports.kindAt(url)) === "other";
	}

	answerFor({
		request,
		resourceType,
	}: PausedRequest): GivenAnswer | undefined | Promise<GivenAnswer | undefined> {
		const { url, method } = request;
		const refuse = () => {
			this.#parts.refusals.request(url, resourceType, method);
			return refusalOf(url);
		};
		if (isLocalPage(url)) return refuse();
		if (!isControlAddress(url, this.#berthPort)) return undefined;
		const address = new URL(url);
		if (isMetadata(address.hostname) || portOf(address) === this.#berthPort) return refuse();
		return this.#parts.ports.has(address).then((isDevtools) => (isDevtools ? refuse() : undefined));
	}
}

function refusalOf(url: string): GivenAnswer {
	const { host, protocol } = new URL(url);
	return {
		status: 403,
		headers: [
			{ name: "berth-refused", value: "browser-machine" },
			{ name: "content-type", value: "text/plain; charset=utf-8" },
			{ name: "cache-control", value: "no-store" },
		],
		body: `403: this session is kept off the machine of its browser, and off ${host || protocol}.`,
	};
}

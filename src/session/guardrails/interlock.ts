import type { BrowserPort } from "../../browser/port.ts";
import { AllowedHosts } from "../../domain/guardrails.ts";
import { CLOSE, closeSocket } from "../../lib/sockets.ts";
import { type CheckedSocket, checkedSocket } from "./checked-socket.ts";

export interface InterlockParts {
	readonly browser: BrowserPort;
	/** The hosts that may be reached; `undefined` without guardrails. */
	readonly hosts: () => readonly string[] | undefined;
	/** Whether the control link is there, and the guardrails with it. */
	readonly isLinked: () => boolean;
	/** Called with each command that is refused. */
	readonly onRefused: (method: string) => void;
}

/**
 * A session's browser as everybody but its control link reaches it. With guardrails each message to it is looked at, and
 * there is no socket unless the link holds them; without, it is the browser as it is.
 */
export class Interlock implements BrowserPort {
	readonly #parts: InterlockParts;
	readonly #open = new Set<CheckedSocket>();
	/** How often the link has dropped. */
	#drops = 0;

	constructor(parts: InterlockParts) {
		this.#parts = parts;
	}

	acquire: BrowserPort["acquire"] = (options) => this.#parts.browser.acquire(options);
	isAlive: BrowserPort["isAlive"] = (id) => this.#parts.browser.isAlive(id);
	close: BrowserPort["close"] = (id, heard) => this.#parts.browser.close(id, heard);
	owns: BrowserPort["owns"] = (id, targetId) => this.#parts.browser.owns(id, targetId);
	version: BrowserPort["version"] = (id) => this.#parts.browser.version(id);
	protocol: BrowserPort["protocol"] = (id) => this.#parts.browser.protocol(id);
	targets: BrowserPort["targets"] = (id) => this.#parts.browser.targets(id);
	activate: BrowserPort["activate"] = (id, targetId) => this.#parts.browser.activate(id, targetId);
	closeTarget: BrowserPort["closeTarget"] = (id, targetId) => this.#parts.browser.closeTarget(id, targetId);

	connect: BrowserPort["connect"] = async (browserId, targetId) => {
		const { browser, isLinked, onRefused } = this.#parts;
		const hosts = this.#parts.hosts();
		if (hosts === undefined) return browser.connect(browserId, targetId);
		if (!isLinked()) return unguarded;
		const drops = this.#drops;
		const connection = await browser.connect(browserId, targetId);
		if (connection.kind !== "open") return connection;
		const checked = checkedSocket(connection.socket, new AllowedHosts(hosts), onRefused);
		if (drops !== this.#drops || !isLinked()) {
			checked.close(CLOSE.lost, INTERRUPTED);
			closeSocket(checked.socket);
			return unguarded;
		}
		this.#open.add(checked);
		void checked.closed.then(() => this.#open.delete(checked));
		return { kind: "open", socket: checked.socket };
	};

	/** The control link has dropped, and the guardrails with it: nobody goes on meanwhile. */
	cut(): void {
		this.#drops += 1;
		for (const each of this.#open) each.close(CLOSE.lost, INTERRUPTED);
	}
}

const INTERRUPTED = "The session's guardrails were interrupted.";
const unguarded = { kind: "unreachable", detail: "its guardrails are being restored" } as const;

import { CdpClient } from "../browser/cdp.ts";
import type { BrowserPort } from "../browser/port.ts";
import { ok, type Result } from "../domain/result.ts";
import { singleFlight } from "../lib/single-flight.ts";

/** Waits before each try to reach a browser again, in milliseconds. */
const RECONNECT_DELAYS_MS = [0, 250, 1000];

/** Why there is no browser any more: it has ended, or it can't be reached. */
export type Loss = { readonly kind: "gone" } | { readonly kind: "unreachable"; readonly detail: string };

/**
 * The session's own CDP socket. Through it a crash is noticed at once and the upstream lease renewed. When it
 * drops, it is opened again; only a browser that is gone, or unreachable after a few tries, is a loss.
 */
export class ControlLink {
	readonly #browser: BrowserPort;
	readonly #timeoutMs: number;
	readonly #onLost: (loss: Loss) => void;
	readonly #onOpen: (cdp: CdpClient, browserId: string) => Promise<Result<void>>;
	readonly #reopen: () => Promise<CdpClient | Loss>;
	#browserId = "";
	#cdp: CdpClient | undefined;
	#isClosed = false;

	/**
	 * `timeoutMs` bounds each answer of the browser; `onLost` is called once for a loss, never after `close`; `onOpen` each
	 * time that there is a new link, which is not used if that is refused.
	 */
	constructor(
		browser: BrowserPort,
		timeoutMs: number,
		onLost: (loss: Loss) => void,
		onOpen: (cdp: CdpClient, browserId: string) => Promise<Result<void>> = async () => ok(undefined),
	) {
		this.#browser = browser;
		this.#timeoutMs = timeoutMs;
		this.#onLost = onLost;
		this.#onOpen = onOpen;
		this.#reopen = singleFlight(() => this.#open());
	}

	/** The open link to a browser, opened when it isn't; a loss has been reported by the time that it is returned. */
	async ensure(browserId: string): Promise<CdpClient | Loss> {
		this.#browserId = browserId;
		return this.#cdp ?? this.#reopen();
	}

	/** Asks the browser for a sign of life, which also renews its lease; opens the link again when there is none. */
	async beat(browserId: string): Promise<CdpClient | Loss> {
		const link = await this.ensure(browserId);
		if ("kind" in link) return link;
		const answer = await link.send("Browser.getVersion");
		if (answer.ok) return link;
		if (this.#cdp === link) this.#drop();
		return this.ensure(browserId);
	}

	close(): void {
		this.#isClosed = true;
		this.#drop();
	}

	async #open(): Promise<CdpClient | Loss> {
		let loss: Loss = { kind: "unreachable", detail: "not tried" };
		for (const delay of RECONNECT_DELAYS_MS) {
			if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
			if (this.#isClosed) return { kind: "gone" };
			const tried = await this.#tryOnce();
			if (!("kind" in tried)) return tried;
			loss = tried;
			if (loss.kind === "gone") break;
		}
		if (!this.#isClosed) {
			this.#isClosed = true;
			this.#onLost(loss);
		}
		return loss;
	}

	async #tryOnce(): Promise<CdpClient | Loss> {
		const connection = await this.#browser.connect(this.#browserId);
		if (connection.kind === "gone") return connection;
		if (connection.kind === "unreachable")
			return (await this.#browser.isAlive(this.#browserId)) ? connection : { kind: "gone" };

		connection.socket.accept();
		const cdp = new CdpClient(connection.socket, this.#timeoutMs, () => this.#dropped(cdp));
		// A socket alone proves nothing: the upstream may accept one for a browser that is dying.
		const answer = await cdp.send("Browser.getVersion");
		const opened = answer.ok ? await this.#onOpen(cdp, this.#browserId) : answer;
		if (this.#isClosed || !opened.ok) {
			cdp.close();
			return { kind: "unreachable", detail: opened.ok ? "closed" : opened.problem.message };
		}
		this.#cdp = cdp;
		return cdp;
	}

	#dropped(cdp: CdpClient): void {
		if (this.#cdp !== cdp) return;
		this.#cdp = undefined;
		if (!this.#isClosed) void this.#reopen();
	}

	#drop(): void {
		const cdp = this.#cdp;
		this.#cdp = undefined;
		cdp?.close();
	}
}

import { CdpClient } from "../../browser/cdp.ts";
import type { BrowserPort } from "../../browser/port.ts";
import { ok, type Result } from "../../domain/result.ts";
import { singleFlight } from "../../lib/single-flight.ts";
import { log } from "../../lib/log.ts";
import { TimeoutError, withTimeout } from "../../lib/timeout.ts";
import { closePages } from "./close-pages.ts";
import { endOfLink } from "./link-watch.ts";

/** Waits before each try to reach a browser again, in milliseconds. */
const RECONNECT_DELAYS_MS = [0, 250, 1000];

/** Chrome does not answer the command that it dies of. */
const CRASH_PATIENCE_MS = 2_000;

/** Why there is no browser any more: it has ended, or it can't be reached. */
export type Loss = { readonly kind: "gone" } | { readonly kind: "unreachable"; readonly detail: string };

/** What depends on a link. */
export interface LinkDependents {
	/** Called each time that there is a new link, which is not used if that is refused. `afterSilence`: the last one was silenced. */
	readonly onOpen?: (cdp: CdpClient, browserId: string, afterSilence: boolean) => Promise<Result<void>>;
	/** Called at once when the link is there no longer, whatever becomes of it. */
	readonly onDown?: () => void;
	/** Whether the link may be asked for signs of life: they renew the browser's lease, which only its owner may. */
	readonly isLeaseHeld?: () => boolean;
	/** How long opening it may take before that is a loss, in milliseconds; `undefined` for as long as the tries do. */
	readonly patienceMs?: () => number | undefined;
}

/**
 * The session's own CDP socket. Through it a crash is noticed at once and the upstream lease renewed. When it
 * drops, it is opened again; only a browser that is gone, or unreachable after a few tries, is a loss.
 */
export class ControlLink {
	readonly #browser: BrowserPort;
	readonly #timeoutMs: number;
	readonly #onLost: (loss: Loss) => void;
	readonly #dependents: LinkDependents;
	readonly #reopen: () => Promise<CdpClient | Loss>;
	#browserId = "";
	#cdp: CdpClient | undefined;
	#isClosed = false;
	/** Whether a link has died of a message over 32 MiB. */
	#wasSilenced = false;

	/** `timeoutMs` bounds each answer of the browser; `onLost` is called once for a loss, never after `retire`. */
	constructor(
		browser: BrowserPort,
		timeoutMs: number,
		onLost: (loss: Loss) => void,
		dependents: LinkDependents = {},
	) {
		this.#browser = browser;
		this.#timeoutMs = timeoutMs;
		this.#onLost = onLost;
		this.#dependents = dependents;
		this.#reopen = singleFlight(() => this.#open());
	}

	get isOpen(): boolean {
		return this.#cdp !== undefined;
	}

	/** The open link to a browser, opened when it isn't; a loss has been reported by the time that it is returned. */
	async ensure(browserId: string): Promise<CdpClient | Loss> {
		this.#browserId = browserId;
		return this.#cdp ?? this.#reopen();
	}

	/** The same, unless opening it takes longer than a caller should wait; it goes on being opened. */
	async ensureInTime(browserId: string): Promise<CdpClient | Loss | undefined> {
		try {
			return await withTimeout(this.ensure(browserId), this.#timeoutMs, "linking");
		} catch (fault) {
			if (fault instanceof TimeoutError) return undefined;
			throw fault;
		}
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

	/**
	 * Ends the browser at once: closed in order, Chrome lets go of its connections first, and of its pages with their last
	 * requests after that. One that takes no such command is still there.
	 */
	async crash(): Promise<void> {
		const cdp = this.#wasSilenced ? await this.#openAnother() : this.#cdp;
		await cdp?.send("Browser.crash", undefined, undefined, CRASH_PATIENCE_MS);
		if (cdp !== this.#cdp) cdp?.close();
	}

	/** Whether the browser answers on a connection that was opened just for this. */
	readonly answersElsewhere = singleFlight(async (): Promise<boolean> => {
		const cdp = await this.#openAnother();
		const answer = await cdp?.send("Browser.getVersion");
		cdp?.close();
		return answer?.ok === true;
	});

	/** Closes the pages of a browser that is there; resolves once they are gone. */
	async closePages(): Promise<void> {
		if (this.#cdp !== undefined) await closePages(this.#cdp);
	}

	/** From now on it is not opened again; one that is open stays so until the browser goes, or `close` is called. */
	retire(): void {
		this.#isClosed = true;
	}

	close(): void {
		this.retire();
		this.#drop();
	}

	async #open(): Promise<CdpClient | Loss> {
		const opened = await this.#openInTime();
		if ("kind" in opened && !this.#isClosed) {
			this.#isClosed = true;
			this.#onLost(opened);
		}
		return opened;
	}

	async #openInTime(): Promise<CdpClient | Loss> {
		const patienceMs = this.#dependents.patienceMs?.();
		if (patienceMs === undefined) return this.#tryAll();
		try {
			return await withTimeout(this.#tryAll(), patienceMs, "restoring the link");
		} catch (fault) {
			if (!(fault instanceof TimeoutError)) throw fault;
			return { kind: "unreachable", detail: `no link within ${patienceMs} ms` };
		}
	}

	async #tryAll(): Promise<CdpClient | Loss> {
		let loss: Loss = { kind: "unreachable", detail: "not tried" };
		for (const delay of RECONNECT_DELAYS_MS) {
			if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
			if (this.#isClosed) return { kind: "gone" };
			const tried = await this.#tryOnce();
			if (!("kind" in tried)) return tried;
			loss = tried;
			if (loss.kind === "gone") break;
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
		const opened = answer.ok ? await this.#prepare(cdp) : answer;
		if (this.#isClosed || !opened.ok) {
			cdp.close();
			return { kind: "unreachable", detail: opened.ok ? "closed" : opened.problem.message };
		}
		this.#cdp = cdp;
		void this.#watch(cdp);
		return cdp;
	}

	async #openAnother(): Promise<CdpClient | undefined> {
		const connection = await this.#browser.connect(this.#browserId);
		if (connection.kind !== "open") return undefined;
		connection.socket.accept();
		return new CdpClient(connection.socket, this.#timeoutMs, () => {});
	}

	async #watch(cdp: CdpClient): Promise<void> {
		const mayAsk = () => this.#dependents.isLeaseHeld?.() ?? true;
		const end = await endOfLink(cdp, { mayAsk, answersElsewhere: this.answersElsewhere });
		if (end === "silenced") this.#silenced(cdp);
	}

	/** A message over 32 MiB was to pass: nothing does any more, and what the link held is not held. */
	#silenced(cdp: CdpClient): void {
		if (this.#cdp !== cdp) return;
		log("warn", "link.silenced", {});
		this.#wasSilenced = true;
		// A page can have brought this about, and could do so again.
		const mustHold = this.#dependents.patienceMs?.() !== undefined;
		if (mustHold && !this.#isClosed) {
			this.#isClosed = true;
			this.#onLost({ kind: "unreachable", detail: "a message over 32 MiB was to pass" });
		}
		this.#drop();
		if (!this.#isClosed) void this.#reopen();
	}

	async #prepare(cdp: CdpClient): Promise<Result<void>> {
		return this.#dependents.onOpen?.(cdp, this.#browserId, this.#wasSilenced) ?? ok(undefined);
	}

	#dropped(cdp: CdpClient): void {
		if (this.#cdp !== cdp) return;
		this.#cdp = undefined;
		this.#dependents.onDown?.();
		if (!this.#isClosed) void this.#reopen();
	}

	#drop(): void {
		const cdp = this.#cdp;
		if (cdp === undefined) return;
		this.#cdp = undefined;
		this.#dependents.onDown?.();
		cdp.close();
	}
}

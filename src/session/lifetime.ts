import type { CdpClient } from "../browser/cdp.ts";
import type { BrowserPort } from "../browser/port.ts";
import type { CloseReason } from "../domain/close-reason.ts";
import type { Config } from "../domain/config.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { SessionOptions, SessionRecord } from "../domain/session.ts";
import { log } from "../lib/log.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import type { Clients } from "./clients.ts";
import { ControlLink, type Loss } from "./control-link.ts";
import type { IdleClock } from "./idle-clock.ts";
import { advance, newSession, type SessionEvent } from "./lifecycle.ts";
import type { Projection } from "./projection.ts";
import { endOfSession, endText } from "./end.ts";
import { refusalFor } from "./refusal.ts";
import type { Schedule } from "./schedule.ts";
import type { SessionStore } from "./store.ts";

/** How long an ending waits for the catalog before the sockets are cut; the alarm finishes what is left. */
const CATALOG_PATIENCE_AT_END_MS = 2_000;
const CATALOG_PATIENCE_MS = 10_000;
const CATALOG_RETRY_MS = { least: 1_000, most: 60_000 };
const CLOSE_RETRY_MS = 2_000;
/** What an acquire may take beyond its own limit before the alarm calls it lost. */
const ACQUIRE_SLACK_MS = 10_000;

export interface LifetimeParts {
	readonly store: SessionStore;
	readonly projection: Projection;
	readonly schedule: Schedule;
	readonly idle: IdleClock;
	readonly clients: Clients;
	readonly browser: BrowserPort;
	readonly config: Config;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/** A session that can be used now. */
export interface Running {
	readonly browserId: string;
	readonly cdp: CdpClient;
}

/** A session from its first moment to its last: what starts it, keeps it alive, and ends it. */
export class Lifetime {
	readonly #parts: LifetimeParts;
	readonly #link: ControlLink;
	#isAcquiring = false;
	#lastBeat = 0;
	#catalogFailures = 0;

	constructor(parts: LifetimeParts) {
		this.#parts = parts;
		// No socket outlives its object: whoever was connected before a restart has gone.
		if (parts.store.session?.connectionId !== undefined)
			this.apply({ type: "client_left", remaining: undefined });
		this.#link = new ControlLink(parts.browser, parts.config.answerTimeoutMs, (loss) => this.#lost(loss));
	}

	/** Starts a session: its row and its browser, at the same time. */
	async create(id: string, account: string, options: SessionOptions): Promise<Result<SessionRecord>> {
		const { store, browser, idle } = this.#parts;
		const admitted = await browser.admits(options);
		if (!admitted.ok) return admitted;
		if (store.session !== undefined) throw new Error(`session ${id} exists`);

		store.session = newSession({ id, account, keepAliveMs: options.keepAliveMs }, Date.now());
		this.#isAcquiring = true;
		await this.#arm();
		const [acquired, isListed] = await Promise.all([
			browser.acquire(options),
			this.#project(CATALOG_PATIENCE_MS),
		]);
		this.#isAcquiring = false;
		if (!acquired.ok) {
			this.apply({ type: "failed", text: acquired.problem.message });
			if (store.session.state === "closing") this.apply({ type: "browser_closed" });
			this.projectInBackground();
			return acquired;
		}

		const running = this.apply({ type: "acquired", browserId: acquired.value });
		if (running === undefined) {
			// It was ended meanwhile: the end wins, and its browser is closed.
			await this.#closeBrowser(acquired.value);
			return refuse(refusalFor(store.session));
		}
		if (!isListed) {
			await this.end("ProvisioningFailed", "The catalog did not take the session.");
			return refuse(problem("catalog_unavailable", "The catalog did not take the session."));
		}
		idle.touch();
		this.#lastBeat = Date.now();
		this.#parts.background(Promise.all([this.#link.ensure(acquired.value), this.#arm()]));
		this.projectInBackground();
		return ok(running);
	}

	/** The session's browser, for a call that counts as a use of it; refuses when there is none any more. */
	async use(): Promise<Result<Running>> {
		const { store, idle } = this.#parts;
		const { session } = store;
		if (session?.state !== "running" || session.browserId === undefined) return refuse(refusalFor(session));
		idle.touch();
		idle.writeDown();
		const cdp = await this.#linkInTime(session.browserId);
		if (store.session?.state !== "running") return refuse(refusalFor(store.session));
		if (cdp === undefined || "kind" in cdp)
			return refuse(problem("browser_unreachable", "The browser does not answer.", 1));
		return ok({ browserId: session.browserId, cdp });
	}

	/** The link, unless opening it takes longer than a caller should wait; it goes on being opened. */
	async #linkInTime(browserId: string): Promise<CdpClient | Loss | undefined> {
		try {
			return await withTimeout(this.#link.ensure(browserId), this.#parts.config.answerTimeoutMs, "linking");
		} catch (fault) {
			if (fault instanceof TimeoutError) return undefined;
			throw fault;
		}
	}

	/** Whether the browser still answers; when it does not, the session has ended by the time this resolves. */
	async isBrowserAlive(): Promise<boolean> {
		const { session } = this.#parts.store;
		if (session?.state !== "running" || session.browserId === undefined) return false;
		const link = await this.#link.beat(session.browserId);
		return !("kind" in link);
	}

	/** Moves the session on and saves it; `undefined` when the event means nothing in its state. */
	apply(event: SessionEvent): SessionRecord | undefined {
		const { store } = this.#parts;
		if (store.session === undefined) return undefined;
		const next = advance(store.session, event, Date.now());
		if (next !== undefined) store.session = next;
		return next;
	}

	/**
	 * Ends the session. The reason is saved first, the catalog then has a moment to take it, and only then are the
	 * sockets cut and the browser closed. Ending it again changes nothing. `lastWords` may still use the sockets.
	 */
	async end(reason: CloseReason, text: string, lastWords?: () => void): Promise<void> {
		const ended = this.apply({ type: "end", reason, text });
		if (ended === undefined) return;
		log("info", "session.ended", { session: ended.id, reason });
		await this.#project(CATALOG_PATIENCE_AT_END_MS);
		lastWords?.();
		const { code, message } = endOfSession(reason, text);
		this.#parts.clients.closeAll(code, message);
		this.#link.close();
		this.#parts.background(this.#finishClosing());
	}

	/** What is due when the alarm rings. The next one is set whatever happens. */
	async tick(): Promise<void> {
		this.#parts.schedule.rang();
		try {
			await this.#doWhatIsDue();
			if (this.#parts.projection.isBehind) await this.#project(CATALOG_PATIENCE_MS);
		} finally {
			await this.#arm();
		}
	}

	async #doWhatIsDue(): Promise<void> {
		const { store, idle, config } = this.#parts;
		const { session } = store;
		if (session?.state === "creating" && !this.#isAcquiring) {
			this.apply({ type: "failed", text: "The service restarted while the browser was being acquired." });
		} else if (session?.state === "running") {
			if (Date.now() >= idle.deadline) await this.end("BrowserIdle", endText.idle(session.keepAliveMs));
			else if (Date.now() >= this.#lastBeat + config.leaseMs / 3) await this.#beat();
		} else if (session?.state === "closing") {
			await this.#finishClosing();
		}
	}

	/** Lets the catalog know of a change without waiting for it. */
	projectInBackground(): void {
		this.#parts.background(this.#project(CATALOG_PATIENCE_MS));
	}

	async #beat(): Promise<void> {
		this.#lastBeat = Date.now();
		await this.isBrowserAlive();
	}

	#lost(loss: Loss): void {
		const ending =
			loss.kind === "gone"
				? this.end("ChromiumCrashed", endText.crashed)
				: this.end("ConnectionError", endText.unreachable(loss.detail));
		this.#parts.background(ending);
	}

	async #finishClosing(): Promise<void> {
		const { session } = this.#parts.store;
		if (session?.state !== "closing" || this.#isAcquiring) return;
		await this.#closeBrowser(session.browserId);
	}

	/** Closes the browser; the lease ends one that could not be closed. */
	async #closeBrowser(browserId: string | undefined): Promise<void> {
		const { store, browser, config } = this.#parts;
		const isClosed = browserId === undefined || (await browser.close(browserId));
		const leaseIsOver = Date.now() > (store.session?.endTime ?? 0) + config.leaseMs;
		if (isClosed || leaseIsOver) this.apply({ type: "browser_closed" });
		await this.#project(CATALOG_PATIENCE_MS);
		await this.#arm();
	}

	async #project(patienceMs: number): Promise<boolean> {
		const isUpToDate = await this.#parts.projection.push(patienceMs);
		this.#catalogFailures = isUpToDate ? 0 : this.#catalogFailures + 1;
		if (!isUpToDate) await this.#arm();
		return isUpToDate;
	}

	async #arm(): Promise<void> {
		const due = [this.#nextStepDue(), this.#catalogDue()].filter((time) => time !== undefined);
		await this.#parts.schedule.arm(due.length === 0 ? undefined : Math.min(...due));
	}

	#nextStepDue(): number | undefined {
		const { store, idle, config } = this.#parts;
		switch (store.session?.state) {
			case "creating":
				return store.session.startTime + config.acquireTimeoutMs + ACQUIRE_SLACK_MS;
			case "running":
				return Math.min(idle.deadline, this.#lastBeat + config.leaseMs / 3);
			case "closing":
				return Date.now() + CLOSE_RETRY_MS;
			default:
				return undefined;
		}
	}

	#catalogDue(): number | undefined {
		if (!this.#parts.projection.isBehind) return undefined;
		const wait = CATALOG_RETRY_MS.least * 2 ** this.#catalogFailures;
		return Date.now() + Math.min(wait, CATALOG_RETRY_MS.most);
	}
}

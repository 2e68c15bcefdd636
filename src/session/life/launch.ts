import type { BrowserPort } from "../../browser/port.ts";
import { describeLimit, MOST_RETRY_S, refusalByLimit } from "../../domain/limits.ts";
import { type Problem, problem } from "../../domain/problem.ts";
import type { Result } from "../../domain/result.ts";
import type { SessionOptions, SessionRecord } from "../../domain/session.ts";
import { describeFault, log } from "../../lib/log.ts";
import { singleFlight } from "../../lib/single-flight.ts";
import { endText } from "./end.ts";
import type { SessionEvent } from "./lifecycle.ts";
import type { Projection } from "./projection.ts";
import type { Reservation } from "./reservation.ts";
import type { SessionStore } from "../store.ts";

/** Whoever ends wakes the next; this is for a wake that got lost. */
const LOOK_AGAIN_MS = 10_000;
/** After a browser service that had no browser, without saying for how long. */
const ASK_AGAIN_MS = 2_000;
/** No refusal says to wait for longer. */
const MOST_RETRY_MS = MOST_RETRY_S * 1_000;

export interface LaunchParts {
	readonly store: SessionStore;
	readonly projection: Projection;
	readonly reservation: Reservation;
	readonly browser: BrowserPort;
	readonly apply: (event: SessionEvent) => SessionRecord | undefined;
	/** Does with a browser what was asked for before it is anybody's; refuses when that can't be done without. */
	readonly prepare: (browserId: string, options: SessionOptions) => Promise<Result<void>>;
	/** The session runs. */
	readonly started: (browserId: string) => void;
	/** Lets the row, the place and the alarm follow the session's state, and closes one that was ended meanwhile. */
	readonly follow: () => Promise<void>;
	/** The catalog has the session. */
	readonly listed: () => void;
	/** There is no capacity at once: the session waits. */
	readonly queued: () => void;
	/** Nothing stays of the session. */
	readonly refused: () => void;
	readonly background: (work: Promise<unknown>) => void;
}

/** Moves a session that has been asked for on to its browser: through the queue where it has to wait. */
export class Launch {
	/** Moves a waiting session on as far as it goes now. */
	readonly proceed: () => Promise<void>;
	readonly #parts: LaunchParts;
	#isBusy = false;
	#isProbe = false;
	#maxSessionMs = 0;
	#refusal: Problem | undefined;
	#retryAt = 0;

	constructor(parts: LaunchParts) {
		this.#parts = parts;
		this.proceed = singleFlight(() => this.#proceed());
	}

	/** Whether an answer of the catalog or a browser may still come. */
	get isBusy(): boolean {
		return this.#isBusy;
	}

	/** When a waiting session is to look again; epoch milliseconds. */
	get retryAt(): number {
		if (this.#isBusy) return Date.now() + LOOK_AGAIN_MS;
		// Nothing is to be waited for that long: the clock was set back.
		const isLost = this.#retryAt > Date.now() + MOST_RETRY_MS;
		return Math.min(isLost ? 0 : this.#retryAt, this.#parts.store.session?.waitUntil ?? 0);
	}

	/** Why there was no browser when one was asked for last: what a waiting session waits for. */
	get refusal(): Problem | undefined {
		return this.#refusal;
	}

	/** Finds its way after a restart of the object: the browser that was being acquired is nobody's now. */
	async recover(): Promise<void> {
		const { store, reservation, apply } = this.#parts;
		const { session } = store;
		if (session?.state !== "creating" || this.#isBusy) return;
		if (Date.now() >= session.waitUntil) {
			apply({ type: "failed", text: endText.interrupted });
			return;
		}
		const queued = apply({ type: "queued" });
		if (queued !== undefined) await reservation.requeue(queued);
	}

	async #proceed(): Promise<void> {
		const { store, follow } = this.#parts;
		const { session } = store;
		if (session?.state !== "waiting") return;
		this.#isBusy = true;
		try {
			// The alarm comes before anything that is to be undone after a restart.
			await follow();
			// One that has asked before, as far as this object knows or a restart has left a note of, may have a row.
			const hasAsked = session.stage !== "provisioning" || this.#parts.reservation.mayBeHeld;
			if (hasAsked && Date.now() >= session.waitUntil) this.#giveUp(session);
			else if (await this.#claim(session)) await this.#acquire(session);
		} catch (fault) {
			log("error", "session.start_failed", { session: session.id, fault: describeFault(fault) });
			this.#fail(problem("internal", "Internal error."));
		} finally {
			this.#isBusy = false;
		}
		await follow();
	}

	/** Asks for a place; whether the session has one now. */
	async #claim(session: SessionRecord): Promise<boolean> {
		const { store, reservation, apply } = this.#parts;
		const mayWait = Date.now() < session.waitUntil;
		const isFirst = session.stage === "provisioning";
		const isChoosy = store.options?.waitsForOthersOnly === true;
		let verdict;
		try {
			verdict = await reservation.claim(session, mayWait && isFirst && isChoosy ? "for others" : mayWait);
		} catch (fault) {
			log("warn", "reservation.claim_failed", { session: session.id, fault: describeFault(fault) });
			this.#retryAt = Date.now() + ASK_AGAIN_MS;
			if (isFirst) this.#fail(catalogUnavailable);
			return false;
		}
		// It may have been ended meanwhile: the end gives the place back.
		if (store.session?.state !== "waiting") return false;
		const { standing } = verdict;
		this.#maxSessionMs = standing.maxSessionMs;
		this.#isProbe = verdict.isProbe;
		if (verdict.isGranted) {
			this.#parts.listed();
			return apply({ type: "granted" }) !== undefined;
		}

		const isTooLong = session.keepAliveMs > standing.maxKeepAliveMs;
		this.#refusal = isTooLong ? keepAliveTooLong(standing.maxKeepAliveMs) : refusalByLimit(standing);
		if (isTooLong || !verdict.isQueued) {
			await store.clear();
			this.#parts.refused();
			return false;
		}
		if (isFirst) apply({ type: "queued" });
		this.#parts.listed();
		this.#parts.queued();
		const waitMs = Math.max(standing.untilNextAcquisitionMs, standing.upstreamBlockedMs);
		this.#retryAt = Date.now() + Math.min(waitMs > 0 ? waitMs : LOOK_AGAIN_MS, LOOK_AGAIN_MS);
		return false;
	}

	async #acquire({ id, stage }: SessionRecord): Promise<void> {
		const { store, browser, projection, apply, background } = this.#parts;
		const { options } = store;
		if (options === undefined) throw new Error(`session ${id} has no options`);
		apply({ type: "acquiring" });
		// The first claim has written the row as it is now.
		if (stage !== "provisioning") background(projection.push());
		const acquired = await browser.acquire(options);
		if (acquired.ok) await this.#arrived(acquired.value, options);
		else await this.#refused(acquired.problem);
	}

	async #arrived(browserId: string, options: SessionOptions): Promise<void> {
		const { store, reservation, browser, prepare, started, apply, background } = this.#parts;
		const prepared = await prepare(browserId, options);
		if (prepared.ok) {
			const session = apply({ type: "acquired", browserId, maxSessionMs: this.#maxSessionMs });
			if (session?.state === "running") started(browserId);
		} else {
			// First, for a browser that goes is taken for a crash. Its place is given back after it; the lease ends one that
			// could not be closed.
			this.#fail(prepared.problem);
			await browser.close(browserId);
		}
		if (this.#isProbe && store.session !== undefined) background(reservation.noteRecovery(store.session));
	}

	async #refused(refusal: Problem): Promise<void> {
		const { store, reservation, apply } = this.#parts;
		const { session } = store;
		if (session?.state !== "creating") return;
		const now = Date.now();
		const isLimit = refusal.limit !== undefined;
		this.#retryAt = now + (isLimit ? (refusal.retryAfterS ?? 1) * 1000 : ASK_AGAIN_MS);
		if (isLimit) await reservation.noteRefusal(refusal, this.#retryAt);
		// Who named an endpoint without a browser is told so at once.
		if (now >= session.waitUntil || refusal.code === "endpoint_unreachable") {
			this.#fail(refusal);
			return;
		}
		this.#refusal = refusal;
		const queued = apply({ type: "queued" });
		this.#parts.queued();
		if (queued !== undefined) await reservation.requeue(queued);
	}

	#giveUp({ startTime, waitUntil, stage }: SessionRecord): void {
		const refusal = this.#refusal ?? problem("rate_limited", "Rate limit exceeded", 1);
		const text =
			stage === "provisioning"
				? endText.interrupted
				: endText.waitedInVain(waitUntil - startTime, refusal.limit && describeLimit(refusal.limit));
		this.#refusal = refusal;
		this.#parts.apply({ type: "failed", text });
	}

	#fail(refusal: Problem): void {
		this.#refusal = refusal;
		const { message, limit } = refusal;
		const text = limit === undefined ? message : `${message}: ${describeLimit(limit)}`;
		this.#parts.apply({ type: "failed", text });
	}
}

const catalogUnavailable = problem("catalog_unavailable", "The catalog did not take the session.", 1);

const keepAliveTooLong = (maxKeepAliveMs: number): Problem =>
	problem("invalid_request", `keep_alive: must be ${maxKeepAliveMs} at most`);

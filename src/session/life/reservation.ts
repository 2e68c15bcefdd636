import {
	type Claim,
	claimReservation,
	type ClaimVerdict,
	noteUpstreamRecovery,
	noteUpstreamRefusal,
	releaseReservation,
	renewReservation,
	requeueReservation,
} from "../../catalog/reservations.ts";
import type { Config } from "../../domain/config.ts";
import type { Standing } from "../../domain/limits.ts";
import type { Problem } from "../../domain/problem.ts";
import type { SessionRecord } from "../../domain/session.ts";
import { describeFault, log } from "../../lib/log.ts";
import { withTimeout } from "../../lib/timeout.ts";
import { advance } from "./lifecycle.ts";
import type { SessionStore } from "../store.ts";

const CATALOG_PATIENCE_MS = 10_000;
/** A place whose session doesn't renew it is lost after so many leases: by then its browser has ended as well. */
const LEASES_UNTIL_LOST = 5;
const LEAST_RENEWAL_MS = 1_000;
const RENEWAL_RETRY_MS = 10_000;

export interface ReservationParts {
	readonly store: SessionStore;
	readonly db: D1Database;
	readonly config: Config;
	/** Lets another session know that its turn may have come. */
	readonly wake: (sessionId: string) => void;
}

/** The session's place among those who may have a browser: asked for, held, renewed and given back in the catalog. */
export class Reservation {
	readonly #parts: ReservationParts;

	constructor(parts: ReservationParts) {
		this.#parts = parts;
	}

	/** Whether the catalog may hold a place for the session that is to be given back. */
	get mayBeHeld(): boolean {
		return this.#parts.store.reservation !== undefined;
	}

	/** When the place is to be renewed; epoch milliseconds. */
	get renewAt(): number {
		return this.#parts.store.reservation?.renewAt ?? 0;
	}

	/** Asks for a place, the first time together with the session's row. Throws when the catalog refuses. */
	async claim(session: SessionRecord, mayWait: Claim["mayWait"]): Promise<ClaimVerdict> {
		const { store, db } = this.#parts;
		const now = Date.now();
		// Noted first: whatever becomes of the answer, the place is given back.
		store.reservation = { renewAt: now + this.#ttlMs / 3 };
		const ifGranted = after(session, now, "granted", "acquiring");
		const ifQueued = after(session, now, "queued");
		// With no revision at all: whatever comes after it is later, also when the answer is lost.
		const rows =
			session.stage === "provisioning"
				? { ifGranted: { ...ifGranted, revision: 0 }, ifQueued: { ...ifQueued, revision: 0 } }
				: undefined;
		const claim = { session, rows, mayWait, ttlMs: this.#ttlMs };
		const verdict = await this.#ask(claimReservation(db, this.#terms(session, now), claim));
		if (rows !== undefined && (verdict.isGranted || verdict.isQueued))
			store.projectedRevision = (verdict.isGranted ? ifGranted : ifQueued).revision;
		if (verdict.isGranted) store.reservation = { renewAt: this.#nextRenewal(verdict.standing, now) };
		this.#wakeAll(verdict.toWake);
		return verdict;
	}

	/** Keeps the place. Gives how the account stands now; `undefined` when the catalog did not answer. */
	async renew(session: SessionRecord): Promise<Standing | undefined> {
		const { store, db } = this.#parts;
		const now = Date.now();
		store.reservation = { renewAt: now + RENEWAL_RETRY_MS };
		try {
			const standing = await this.#ask(renewReservation(db, this.#terms(session, now), session, this.#ttlMs));
			store.projectedRevision = Math.max(session.revision, store.projectedRevision);
			store.reservation = { renewAt: this.#nextRenewal(standing, now) };
			return standing;
		} catch (fault) {
			log("warn", "reservation.renew_failed", { session: session.id, fault: describeFault(fault) });
			return undefined;
		}
	}

	/** Gives the place back, or leaves the queue; `false` when the catalog did not take it. */
	async release(session: SessionRecord): Promise<boolean> {
		const { store, db } = this.#parts;
		if (!this.mayBeHeld) return true;
		try {
			this.#wakeAll(await this.#ask(releaseReservation(db, this.#terms(session, Date.now()), session.id)));
		} catch (fault) {
			log("warn", "reservation.release_failed", { session: session.id, fault: describeFault(fault) });
			return false;
		}
		store.reservation = undefined;
		return true;
	}

	/** The browser service refused: nobody asks it again before `until`. */
	async noteRefusal(refusal: Problem, until: number): Promise<void> {
		await this.#try(noteUpstreamRefusal(this.#parts.db, refusal, until));
	}

	/** Back into the queue, where it was. */
	async requeue(session: SessionRecord): Promise<void> {
		await this.#try(requeueReservation(this.#parts.db, session));
	}

	/** The browser service gives browsers again. */
	async noteRecovery(session: SessionRecord): Promise<void> {
		const terms = this.#terms(session, Date.now());
		this.#wakeAll((await this.#try(noteUpstreamRecovery(this.#parts.db, terms, session.id))) ?? []);
	}

	/** What is left of the account's day is looked at again when it may be used up. */
	#nextRenewal({ browserTimePerDayMs, browserTimeMs, active }: Standing, now: number): number {
		const leftMs = (browserTimePerDayMs - browserTimeMs) / Math.max(active, 1);
		return now + Math.max(Math.min(this.#ttlMs / 3, leftMs), LEAST_RENEWAL_MS);
	}

	/** A place is held for longer than acquiring its browser may take. */
	get #ttlMs(): number {
		const { leaseMs, acquireTimeoutMs } = this.#parts.config;
		return leaseMs * LEASES_UNTIL_LOST + acquireTimeoutMs;
	}

	#terms({ account }: SessionRecord, now: number) {
		const { limits, maxConcurrentBrowsers } = this.#parts.config;
		return { now, account, limits, maxConcurrentBrowsers };
	}

	#ask<T>(question: Promise<T>): Promise<T> {
		return withTimeout(question, CATALOG_PATIENCE_MS, "asking the catalog");
	}

	async #try<T>(work: Promise<T>): Promise<T | undefined> {
		try {
			return await this.#ask(work);
		} catch (fault) {
			log("warn", "reservation.write_failed", { fault: describeFault(fault) });
			return undefined;
		}
	}

	#wakeAll(ids: readonly string[]): void {
		for (const id of ids) this.#parts.wake(id);
	}
}

/** The session as it will be after these steps. */
const after = (session: SessionRecord, now: number, ...steps: ("granted" | "acquiring" | "queued")[]) =>
	steps.reduce((before, type) => advance(before, { type }, now) ?? before, session);

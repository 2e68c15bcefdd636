import type { Admission } from "../domain/admission.ts";
import { describeFault, log } from "../lib/log.ts";
import type { SessionStore } from "./store.ts";

/** Why somebody who is connected may not stay: a word for programs, and a sentence for people. */
export interface Dismissal {
	readonly reason: "TokenRevoked" | "TokenExpired" | "LinksRevoked";
	readonly text: string;
}

const DISMISSAL = {
	tokenRevoked: { reason: "TokenRevoked", text: "The token that this was opened with was revoked." },
	tokenExpired: { reason: "TokenExpired", text: "The token that this was opened with has expired." },
	linksRevoked: { reason: "LinksRevoked", text: "The links of this session were revoked." },
} as const satisfies Record<string, Dismissal>;

/** A connection or a stream that is open. */
export interface Admitted {
	/** Closes it, and lets its other end know why. */
	dismiss(why: Dismissal): void;
}

const CHECK_INTERVAL_MS = 2_500;
/** The catalog is asked with every so manieth check, and with the first after somebody new has come. */
const CHECKS_BETWEEN_LOOKS = 12;
const CHECKS_BETWEEN_TRIES = 4;

export interface AdmissionsParts {
	readonly store: Pick<SessionStore, "session" | "linkGeneration">;
	/** Which of these tokens, by their ids, may still be used. */
	readonly usableTokens: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
	readonly background: (work: Promise<unknown>) => void;
}

/**
 * By what right each connection and stream of a session is open. Nothing is looked up when something passes through them:
 * a revocation is announced here, an expiry is noticed by a timer, and in case an announcement was lost or came too early
 * the catalog is asked about all tokens together, soon after somebody new has come and twice a minute.
 */
export class Admissions {
	readonly #parts: AdmissionsParts;
	readonly #admitted = new Map<Admitted, Admission>();
	#watch: ReturnType<typeof setInterval> | undefined;
	#checksUntilLook = 0;

	constructor(parts: AdmissionsParts) {
		this.#parts = parts;
	}

	/** Notes who has come. One whose link was revoked on its way here is dismissed at once. */
	admit(admitted: Admitted, admission: Admission): void {
		const { tokenId, link } = admission;
		this.#admitted.set(admitted, admission);
		if (link !== undefined && link.generation < this.#parts.store.linkGeneration)
			this.#dismiss(admitted, DISMISSAL.linksRevoked);
		else if (tokenId !== undefined) {
			this.#checksUntilLook = 0;
			this.#watch ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS);
		}
	}

	/** Forgets who has gone. */
	leave(admitted: Admitted): void {
		this.#admitted.delete(admitted);
		if ([...this.#admitted.values()].some(({ tokenId }) => tokenId !== undefined)) return;
		clearInterval(this.#watch);
		this.#watch = undefined;
	}

	/** Dismisses everybody who is here by a token, or by a link that was made with it. */
	revokeToken(id: string): void {
		this.#dismissAll(DISMISSAL.tokenRevoked, ({ tokenId }) => tokenId === id);
	}

	/** Dismisses everybody who is here by a link; from now on only links of this generation are good. */
	revokeLinks(generation: number): void {
		const { store } = this.#parts;
		if (store.session === undefined || generation <= store.linkGeneration) return;
		store.linkGeneration = generation;
		this.#dismissAll(
			DISMISSAL.linksRevoked,
			({ link }) => link !== undefined && link.generation < generation,
		);
	}

	#check(): void {
		const now = Date.now();
		this.#dismissAll(DISMISSAL.tokenExpired, ({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt <= now);
		this.#checksUntilLook -= 1;
		if (this.#checksUntilLook < 0 && this.#admitted.size > 0) this.#parts.background(this.#look());
	}

	async #look(): Promise<void> {
		// Before the answer: whoever comes meanwhile is looked at next.
		this.#checksUntilLook = CHECKS_BETWEEN_LOOKS;
		const asked = new Set([...this.#admitted.values()].flatMap(({ tokenId }) => tokenId ?? []));
		try {
			const usable = await this.#parts.usableTokens([...asked]);
			const isRevoked = (id: string) => asked.has(id) && !usable.has(id);
			this.#dismissAll(DISMISSAL.tokenRevoked, ({ tokenId }) => tokenId !== undefined && isRevoked(tokenId));
		} catch (fault) {
			log("warn", "admissions.look_failed", { fault: describeFault(fault) });
			this.#checksUntilLook = Math.min(this.#checksUntilLook, CHECKS_BETWEEN_TRIES);
		}
	}

	#dismissAll(why: Dismissal, isMeant: (admission: Admission) => boolean): void {
		for (const [admitted, admission] of [...this.#admitted])
			if (isMeant(admission)) this.#dismiss(admitted, why);
	}

	#dismiss(admitted: Admitted, why: Dismissal): void {
		this.leave(admitted);
		admitted.dismiss(why);
	}
}

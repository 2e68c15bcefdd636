import type { CloseReason } from "../../domain/close-reason.ts";
import type { Config } from "../../domain/config.ts";
import type { SessionRecord } from "../../domain/session.ts";
import { beatOf } from "./due.ts";
import { endText } from "./end.ts";
import type { IdleClock } from "./idle-clock.ts";
import type { Reservation } from "./reservation.ts";

export interface PulseParts {
	readonly config: Config;
	readonly idle: IdleClock;
	readonly reservation: Reservation;
	/** Whether the session has guardrails. */
	readonly isGuarded: () => boolean;
	/** When the browser does not answer, the session has ended by the time that this resolves. */
	readonly isBrowserAlive: () => Promise<boolean>;
	/** Saves what has been used; gives the session, unless it has ended. */
	readonly use: () => SessionRecord | undefined;
	readonly end: (reason: CloseReason, text: string) => Promise<void>;
}

/** Looks now and then whether a running session may go on, and renews its lease and its place. */
export class Pulse {
	readonly #parts: PulseParts;
	#lastBeat = 0;

	constructor(parts: PulseParts) {
		this.#parts = parts;
	}

	/** When the browser was last known to answer; epoch milliseconds. */
	get lastBeat(): number {
		return this.#lastBeat;
	}

	/** Whether this goes on: a browser whose session no alarm looks after is to end with its lease. */
	get isBeating(): boolean {
		const { config, isGuarded } = this.#parts;
		return Date.now() < this.#lastBeat + 2 * beatOf(config.leaseMs, isGuarded());
	}

	/** The browser has just answered. */
	beatNow(): void {
		this.#lastBeat = Date.now();
	}

	/** Ends a session that was not used lately, is too old, has used up its account's day, or whose browser has gone. */
	async look(session: SessionRecord, now: number): Promise<void> {
		const { idle, config, reservation, isGuarded, isBrowserAlive, use, end } = this.#parts;
		const { expiresAt = Number.POSITIVE_INFINITY, keepAliveMs, startTime, startupMs = 0 } = session;
		if (now >= idle.deadline) return end("BrowserIdle", endText.idle(keepAliveMs));
		if (now >= expiresAt) return end("TimeLimit", endText.tooOld(expiresAt - startTime - startupMs));
		const beatMs = beatOf(config.leaseMs, isGuarded());
		// A beat in the future was before the clock was set back.
		const isBeat = now >= this.#lastBeat + beatMs || now < this.#lastBeat;
		if (isBeat) {
			this.#lastBeat = now;
			if (!(await isBrowserAlive())) return;
		}
		// With a beat rather than by an alarm of its own.
		if (now + (isBeat ? beatMs : 0) < reservation.renewAt) return;
		const used = use();
		const standing = used && (await reservation.renew(used));
		if (standing !== undefined && standing.browserTimeMs >= standing.browserTimePerDayMs)
			return end("TimeLimit", endText.dayUsedUp(standing.browserTimePerDayMs));
	}
}

import type { NewEntry } from "../../domain/entry.ts";
import {
	type Handoff,
	handoffEndsAt,
	type HandoffOutcome,
	type HandoffRequest,
	type HandoffVerdict,
} from "../../domain/handoff.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { settled } from "../../lib/timeout.ts";
import type { CdpNews } from "./command-message.ts";
import type { IdleClock } from "../life/idle-clock.ts";
import type { SessionStore } from "../store.ts";

export interface HandoffsParts {
	readonly store: SessionStore;
	readonly idle: IdleClock;
	/** Tells every client that may know of the page. */
	readonly tell: (news: CdpNews) => void;
	readonly note: (entry: NewEntry) => void;
	/** Called when something else is due than before. */
	readonly onChange: () => void;
}

/** A page's handoff, if there is one, and how the one before it ended. */
export interface HandoffState {
	readonly active?: Handoff | undefined;
	readonly last?: HandoffOutcome | undefined;
}

/** Pages that the session's automation has handed to a person; one at a time each. */
export class Handoffs {
	readonly #parts: HandoffsParts;
	readonly #waiting = new Map<string, PromiseWithResolvers<void>>();

	constructor(parts: HandoffsParts) {
		this.#parts = parts;
	}

	/** Refuses with `handoff_active` while the page is a person's already. */
	begin(targetId: string, request: HandoffRequest): Result<Handoff> {
		const { store, tell, note, onChange } = this.#parts;
		const { active } = this.of(targetId);
		if (active !== undefined)
			return refuse(problem("handoff_active", `Handoff ${active.handoffId} of this page is still active.`));
		const handoff = { ...request, targetId, handoffId: crypto.randomUUID(), startTime: Date.now() };
		store.handoffs = [...store.handoffs, handoff];
		const { handoffId, instructions = "", timeoutMs } = handoff;
		note({
			time: handoff.startTime,
			kind: "handoff",
			level: "info",
			text: `a person is asked for: ${instructions}`.replace(/: $/, ""),
			targetId,
			detail: { event: "started", handoffId, timeoutMs },
		});
		onChange();
		tell({
			method: "Cloudflare.handoffStarted",
			targetId,
			params: { targetId, handoffId, instructions, timeout: timeoutMs },
		});
		return ok(handoff);
	}

	/** Gives a page back; without one, that of the oldest handoff. Refuses with `no_handoff`. */
	complete(targetId: string | undefined, verdict: HandoffVerdict): Result<HandoffOutcome> {
		const { active } = this.of(targetId);
		if (active === undefined) return refuse(problem("no_handoff", "There is no active handoff."));
		return ok(this.#end(active, verdict));
	}

	/** Without a page: of any. */
	of(targetId: string | undefined): HandoffState {
		const { handoffs, handoffOutcomes } = this.#parts.store;
		const isAsked = (each: { readonly targetId: string }) =>
			targetId === undefined || each.targetId === targetId;
		return { active: handoffs.find(isAsked), last: handoffOutcomes.findLast(isAsked) };
	}

	/** The same once the active one has ended, or after so long. */
	async settledWithin(targetId: string | undefined, patienceMs: number): Promise<HandoffState> {
		const { active } = this.of(targetId);
		if (active !== undefined && patienceMs > 0) {
			const waiting = this.#waiting.get(active.handoffId) ?? Promise.withResolvers<void>();
			this.#waiting.set(active.handoffId, waiting);
			await settled(waiting.promise, patienceMs);
		}
		return this.of(targetId);
	}

	/** Ends those whose time is over. */
	expire(): void {
		for (const handoff of this.#parts.store.handoffs)
			if (Date.now() >= handoffEndsAt(handoff))
				this.#end(handoff, {
					success: false,
					reason: `Timed out after ${(handoff.timeoutMs ?? 0) / 1000} s (timeout=${handoff.timeoutMs}).`,
				});
	}

	/** Nobody can give anything back any more. */
	sessionEnded(): void {
		for (const handoff of this.#parts.store.handoffs)
			this.#end(handoff, { success: false, reason: "The session ended." });
	}

	#end({ handoffId, targetId }: Handoff, { success, reason }: HandoffVerdict): HandoffOutcome {
		const { store, idle, tell, note, onChange } = this.#parts;
		idle.touch();
		const outcome = { handoffId, targetId, success, reason, endTime: Date.now() };
		store.handoffs = store.handoffs.filter((each) => each.handoffId !== handoffId);
		store.handoffOutcomes = [...store.handoffOutcomes.filter((each) => each.targetId !== targetId), outcome];
		note({
			time: outcome.endTime,
			kind: "handoff",
			level: success ? "info" : "warning",
			text: `${success ? "given back" : "given back undone"}: ${reason ?? ""}`.replace(/: $/, ""),
			targetId,
			detail: { event: "completed", handoffId, success },
		});
		onChange();
		tell({
			method: "Cloudflare.handoffComplete",
			targetId,
			params: { targetId, handoffId, success, reason },
		});
		this.#waiting.get(handoffId)?.resolve();
		this.#waiting.delete(handoffId);
		return outcome;
	}
}

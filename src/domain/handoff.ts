import { z } from "zod";

/** The longest that a person may be given, and for how long at most a handoff without a limit keeps a session alive. */
export const MAX_HANDOFF_MS = 1_800_000;

export const handoffInstructions = z.string().max(4_096);
export const handoffTimeout = z.number().int().min(1).max(MAX_HANDOFF_MS);
export const handoffTarget = z.string().regex(/^[a-zA-Z0-9]+$/);
export const handoffReason = z.string().max(1_024);

/** What an automation asks of a person, in one page. */
export interface HandoffRequest {
	readonly instructions?: string | undefined;
	/** How long the person has; absent for as long as it takes. */
	readonly timeoutMs?: number | undefined;
}

/** A page that is a person's for now. */
export interface Handoff extends HandoffRequest {
	readonly handoffId: string;
	readonly targetId: string;
	/** Epoch milliseconds. */
	readonly startTime: number;
}

/** How the person leaves it. */
export interface HandoffVerdict {
	readonly success: boolean;
	readonly reason?: string | undefined;
}

export interface HandoffOutcome extends HandoffVerdict {
	readonly handoffId: string;
	readonly targetId: string;
	/** Epoch milliseconds. */
	readonly endTime: number;
}

/** When the person's time is over; never, where there is no limit. */
export const handoffEndsAt = ({ startTime, timeoutMs }: Handoff): number =>
	startTime + (timeoutMs ?? Number.POSITIVE_INFINITY);

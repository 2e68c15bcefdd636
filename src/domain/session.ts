import type { CloseReason } from "./close-reason.ts";

export type SessionState = "waiting" | "creating" | "running" | "closing" | "closed" | "failed";

/** The part of a session that its users may look at; the catalog holds the same. Times are epoch milliseconds. */
export interface SessionRecord {
	readonly id: string;
	readonly account: string;
	readonly state: SessionState;
	/** Grows by one with each change, so that writes to the catalog may arrive in any order. */
	readonly revision: number;
	/** Inactivity window, in milliseconds. */
	readonly keepAliveMs: number;
	readonly startTime: number;
	readonly lastUpdated: number;
	/** The browser behind the session; absent until one is acquired. */
	readonly browserId?: string;
	readonly endTime?: number;
	readonly closeReason?: CloseReason;
	/** A sentence that says what happened and which setting decided it. */
	readonly closeReasonText?: string;
	/** The latest connected client; absent while none is. */
	readonly connectionId?: string | undefined;
	readonly connectionStartTime?: number | undefined;
	/** When the last client left; absent while one is connected. */
	readonly connectionEndTime?: number | undefined;
}

/** A session's host allow-list, as the hosted service takes it. */
export interface Guardrails {
	readonly allowedDomains?: readonly string[] | undefined;
	readonly allowedDomainSets?: readonly string[] | undefined;
}

/** What a create asks for. */
export interface SessionOptions {
	readonly keepAliveMs: number;
	readonly recording?: boolean | undefined;
	readonly lab?: boolean | undefined;
	readonly guardrails?: Guardrails | undefined;
}

const ACTIVE_STATES: ReadonlySet<SessionState> = new Set(["waiting", "creating", "running"]);

/** Whether a session may still be used: not ending and not ended. */
export const isActive = (state: SessionState): boolean => ACTIVE_STATES.has(state);

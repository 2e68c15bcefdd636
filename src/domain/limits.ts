import type { Problem } from "./problem.ts";

/** What an account may use. Durations are milliseconds. */
export interface Limits {
	/** Sessions with a browser, or about to have one, at the same time. */
	readonly maxConcurrentSessions: number;
	/** How fast the account's bucket of acquisitions fills up again; fractions are fine. */
	readonly acquisitionsPerSecond: number;
	/** How many acquisitions the bucket holds: so many may come at once. */
	readonly acquisitionBurst: number;
	/** Browser time of all sessions together on one UTC day. */
	readonly browserTimePerDayMs: number;
	/** How long a session may run, used or not. */
	readonly maxSessionMs: number;
	/** The longest inactivity window that may be asked for. */
	readonly maxKeepAliveMs: number;
}

/** Limits of an account's own; the deployment's hold for those left out. */
export type OwnLimits = { readonly [Name in keyof Limits]?: Limits[Name] | undefined };

/** Where a limit applies: to the account, to all accounts of this Berth together, or at the browser service itself. */
export type LimitScope = "account" | "deployment" | "upstream";

/** The limit that a request has reached. */
export interface ReachedLimit {
	readonly name: string;
	readonly scope: LimitScope;
	readonly value?: number | undefined;
	/** The figure that has reached it. */
	readonly current?: number | undefined;
}

/** How an account stands against its limits, and everything that decides whether it may acquire a browser now. */
export interface Standing extends Limits {
	readonly active: number;
	readonly waiting: number;
	readonly browserTimeMs: number;
	/** Until the account's bucket holds an acquisition; 0 when it does. */
	readonly untilNextAcquisitionMs: number;
	/** All accounts together. */
	readonly totalActive: number;
	readonly maxConcurrentBrowsers: number;
	/** Until the browser service may be asked again after a refusal; 0 when it may. */
	readonly upstreamBlockedMs: number;
	/** What the browser service said when it refused last, until it gives a browser again. */
	readonly upstreamProblem?: Pick<Problem, "code" | "message"> | undefined;
}

const LEAST_RETRY_S = 1;
/** Small, because clients sleep it out. */
export const MOST_RETRY_S = 60;
/** Nobody knows when a session ends. */
const RETRY_FOR_A_PLACE_S = 2;

/** Milliseconds as the whole seconds of a `Retry-After`, within bounds. */
export const retryAfterS = (ms: number): number =>
	Math.min(Math.max(Math.ceil(ms / 1000), LEAST_RETRY_S), MOST_RETRY_S);

/**
 * Why an account that stands like this gets no browser now. The messages are the hosted service's, word for word,
 * because clients match on them.
 */
export function refusalByLimit(standing: Standing): Problem {
	const byTime = refusalByTime(standing);
	if (byTime !== undefined) return byTime;
	if (standing.active >= standing.maxConcurrentSessions)
		return rateLimited(RETRY_FOR_A_PLACE_S, {
			name: "maxConcurrentSessions",
			scope: "account",
			value: standing.maxConcurrentSessions,
			current: standing.active,
		});
	if (standing.untilNextAcquisitionMs > 0)
		return rateLimited(retryAfterS(standing.untilNextAcquisitionMs), {
			name: "acquisitionsPerSecond",
			scope: "account",
			value: standing.acquisitionsPerSecond,
		});
	if (standing.upstreamProblem !== undefined)
		return {
			...standing.upstreamProblem,
			retryAfterS: retryAfterS(standing.upstreamBlockedMs),
			limit: { name: "browserService", scope: "upstream" },
		};
	if (standing.totalActive >= standing.maxConcurrentBrowsers)
		return rateLimited(RETRY_FOR_A_PLACE_S, {
			name: "maxConcurrentBrowsers",
			scope: "deployment",
			value: standing.maxConcurrentBrowsers,
			current: standing.totalActive,
		});
	// There are places, but for those who came before.
	return rateLimited(RETRY_FOR_A_PLACE_S, { name: "queue", scope: "account", current: standing.waiting });
}

/** The same where only its browser time is asked about; `undefined` where there is some left today. */
export function refusalByTime(standing: Standing): Problem | undefined {
	const { browserTimePerDayMs: value, browserTimeMs: current } = standing;
	if (current < value) return undefined;
	return timeExceeded({ name: "browserTimePerDayMs", scope: "account", value, current });
}

const WHOSE: Record<LimitScope, string> = {
	account: "of this account",
	deployment: "of all accounts together",
	upstream: "of the browser service",
};

/** A sentence that says which limit it was. */
export function describeLimit({ name, scope, value, current }: ReachedLimit): string {
	if (scope === "upstream" && value === undefined)
		return `The browser service's own limit (${name}) is reached.`;
	if (name === "queue") return "Others have been waiting for a browser for longer.";
	const whose = WHOSE[scope];
	return `${name} ${whose} is ${value}${current === undefined ? "" : `, and ${current} are used`}.`;
}

const rateLimited = (retryAfter: number, limit: ReachedLimit): Problem => ({
	code: "rate_limited",
	message: "Rate limit exceeded",
	retryAfterS: retryAfter,
	limit,
});

const timeExceeded = (limit: ReachedLimit): Problem => ({
	code: "browser_time_exceeded",
	message: "Browser time limit exceeded for today",
	retryAfterS: MOST_RETRY_S,
	limit,
});

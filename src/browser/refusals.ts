import { type ReachedLimit, retryAfterS } from "../domain/limits.ts";
import { type Problem, problem } from "../domain/problem.ts";
import type { UpstreamLimits } from "./answers.ts";

/** Clients match on these messages, so they are the hosted service's, word for word. */
export const noBrowser = problem(
	"no_browser_available",
	"No browser available. Please try again in a few minutes.",
);

/** What a 429 of the browser service means; its own account of its limits says which it was, where it tells. */
export function refusalOf429(
	retryAfter: string | null,
	text: string,
	limits: UpstreamLimits | undefined,
): Problem {
	const asked = Number(retryAfter ?? Number.NaN) * 1000;
	const untilNextMs = limits?.timeUntilNextAllowedBrowserAcquisition ?? 0;
	const waitMs = Math.max(Number.isFinite(asked) ? asked : 0, untilNextMs);
	const isTime = text.includes("Browser time limit exceeded for today");
	return {
		code: isTime ? "browser_time_exceeded" : "rate_limited",
		message: isTime ? "Browser time limit exceeded for today" : "Rate limit exceeded",
		retryAfterS: retryAfterS(waitMs),
		limit: isTime ? { name: "browserTimePerDay", scope: "upstream" } : reachedLimit(limits),
	};
}

function reachedLimit(limits: UpstreamLimits | undefined): ReachedLimit {
	const value = limits?.maxConcurrentSessions;
	const current = limits?.activeSessions.length;
	if (value !== undefined && current !== undefined && current >= value)
		return { name: "maxConcurrentSessions", scope: "upstream", value, current };
	return { name: "acquisitions", scope: "upstream" };
}

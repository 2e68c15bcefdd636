import { type Problem, problem } from "../domain/problem.ts";

const DEFAULT_RETRY_AFTER_S = 1;
const MAX_RETRY_AFTER_S = 60;

/**
 * What an upstream's refusal to give a browser means. Clients match on these messages, so they are the hosted
 * service's, word for word. `Retry-After` is kept small because the SDK sleeps it out.
 */
export function refusalOf(status: number, retryAfter: string | null = null, text = ""): Problem {
	if (status !== 429)
		return problem("no_browser_available", "No browser available. Please try again in a few minutes.");
	const asked = Math.ceil(Number(retryAfter ?? Number.NaN));
	const retryAfterS = Number.isFinite(asked)
		? Math.min(Math.max(asked, DEFAULT_RETRY_AFTER_S), MAX_RETRY_AFTER_S)
		: DEFAULT_RETRY_AFTER_S;
	return text.includes("Browser time limit exceeded for today")
		? problem("browser_time_exceeded", "Browser time limit exceeded for today", retryAfterS)
		: problem("rate_limited", "Rate limit exceeded", retryAfterS);
}

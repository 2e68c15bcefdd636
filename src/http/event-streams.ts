import type { Context, Next } from "hono";
import { problem } from "../domain/problem.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

/** Digits of the longest id that Berth gives an event. */
const MAX_EVENT_ID = 15;

/** Refuses HEAD, which would run the handler of GET, and open a stream that nobody reads. */
export async function refuseHead(c: Context<BerthEnv>, next: Next): Promise<void> {
	if (c.req.method === "HEAD")
		throw new ProblemError({ ...problem("method_not_allowed", "HEAD is not allowed here."), allow: ["GET"] });
	await next();
}

/** The id of the last event that a returning EventSource has had. */
export function lastEventId(c: Context<BerthEnv>): number | undefined {
	const text = c.req.header("Last-Event-ID") ?? "";
	return /^\d+$/.test(text) && text.length <= MAX_EVENT_ID ? Number(text) : undefined;
}

/** A session's answer to pass on. A copy: headers of what another Worker answers can't be changed. */
export const passedOn = (response: Response): Response => new Response(response.body, response);

import type { Context, Next } from "hono";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { Session } from "../session/session.ts";
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

/** Asks a session for the stream at an address inside Berth: the answer to pass on, or why there is none. */
export const openStream =
	(address: string) =>
	async (session: DurableObjectStub<Session>): Promise<Result<Response>> => {
		const response = await session.fetch(address);
		// A copy: headers of what another Worker answers can't be changed.
		return response.ok ? ok(new Response(response.body, response)) : refuse(await response.json<Problem>());
	};

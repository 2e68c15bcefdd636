import type { Context } from "hono";
import type { Problem } from "../domain/problem.ts";
import { berthError } from "./berth/problems.ts";
import { cloudflareError } from "./cloudflare/problems.ts";
import type { BerthEnv } from "./context.ts";

interface ErrorAnswer {
	readonly status: number;
	readonly body: object;
}

type PresentProblem = (problem: Problem) => ErrorAnswer;

/** Which published API a path belongs to, the first match counting. Cloudflare's is the one for all the rest. */
const PREFIXES: readonly (readonly [string, PresentProblem])[] = [
	["/berth/", berthError],
	["/metrics", berthError],
	["/healthz", berthError],
];

/** A refusal in the words of the dialect that the request speaks. */
export function answerProblem(c: Context<BerthEnv>, problem: Problem): Response {
	const present = PREFIXES.find(([prefix]) => c.req.path.startsWith(prefix))?.[1] ?? cloudflareError;
	const { status, body } = present(problem);
	const headers = new Headers({ "cache-control": "no-store" });
	if (problem.retryAfterS !== undefined) headers.set("Retry-After", String(problem.retryAfterS));
	if (problem.code === "upgrade_required") headers.set("Upgrade", "websocket");
	if (problem.allow !== undefined) headers.set("Allow", problem.allow.join(", "));
	return Response.json(body, { status, headers });
}

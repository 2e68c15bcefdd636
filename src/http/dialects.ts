import type { Context } from "hono";
import type { Problem } from "../domain/problem.ts";
import { berthError } from "./berth/problems.ts";
import { browsrError } from "./browsr/problems.ts";
import { cloudflareError } from "./cloudflare/problems.ts";
import type { BerthEnv } from "./context.ts";
import { type PresentProblem, refusalIn } from "./refusal.ts";
import { thinkrunError } from "./thinkrun/problems.ts";

/** Which published API the paths below these belong to. Cloudflare's is the one for all the rest. */
const PREFIXES: readonly (readonly [string, PresentProblem])[] = [
	["/berth", berthError],
	["/artifacts", berthError],
	["/metrics", berthError],
	["/healthz", berthError],
	["/api/sessions", thinkrunError],
	["/api/agent", thinkrunError],
	["/sessions", browsrError],
	["/commands", browsrError],
	["/browser/commands", browsrError],
	["/v1", browsrError],
	["/observe", browsrError],
	["/stream", browsrError],
	["/profiles", browsrError],
];

const isBelow = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/** A refusal in the words of the dialect that the request speaks. */
export function answerProblem(c: Context<BerthEnv>, problem: Problem): Response {
	const present = PREFIXES.find(([prefix]) => isBelow(c.req.path, prefix))?.[1] ?? cloudflareError;
	return refusalIn(present, problem);
}

import { Hono } from "hono";
import { problem } from "../domain/problem.ts";
import { verifyAccess } from "../links/access-token.ts";
import type { BerthEnv } from "./context.ts";
import { allowOnly } from "./method-not-allowed.ts";
import { ProblemError } from "./problem-error.ts";
import { callSignedSession, openSocket } from "./sessions.ts";
import { requireUpgrade } from "./upgrade.ts";

/** The sockets behind signed URLs: the JWT says which session, and what may be done there. */
export const signedSockets = new Hono<BerthEnv>();

signedSockets.get("/browser/:session_id/page/:target_id", async (c) => {
	requireUpgrade(c);
	const { session_id, target_id } = c.req.param();
	const access = await verifyAccess(c.var.config.signingSecret, c.req.query("jwt") ?? "");
	if (access === undefined)
		throw new ProblemError(problem("unauthenticated", "This link has expired, or was never valid."));
	const isForTarget = access.mode === "full" || access.targetId === target_id;
	if (access.sessionId !== session_id || !isForTarget)
		throw new ProblemError(problem("forbidden", "This link is for something else."));

	const request = { mode: access.mode, targetId: target_id, origin: c.var.origin };
	return callSignedSession(c, session_id, openSocket(request));
});

signedSockets.all("/browser/:session_id/page/:target_id", allowOnly("GET"));

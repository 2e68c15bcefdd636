import { Hono } from "hono";
import { problem } from "../domain/problem.ts";
import { verifyAccess } from "../links/access-token.ts";
import { isUpgrade } from "../lib/sockets.ts";
import type { BerthEnv } from "./context.ts";
import { allowOnly } from "./method-not-allowed.ts";
import { ProblemError } from "./problem-error.ts";
import { callSignedSession, openSocket } from "./sessions.ts";
import { requireUpgrade } from "./upgrade.ts";

/** The sockets behind signed URLs: the JWT says which session, and what may be done there. */
export const signedSockets = new Hono<BerthEnv>();

signedSockets.get("/browser/:session_id/page/:target_id", async (c) => {
	const { session_id, target_id } = c.req.param();
	const access = await verifyAccess(c.var.config.signingSecret, c.req.query("jwt") ?? "");
	if (access === undefined)
		throw new ProblemError(problem("unauthenticated", "This link has expired, or was never valid."));
	const isForTarget = access.mode === "full" || access.targetId === target_id;
	if (access.sessionId !== session_id || !isForTarget)
		throw new ProblemError(problem("forbidden", "This link is for something else."));

	if (!isUpgrade(c.req.raw)) {
		// A page that gets no socket asks this way why not: a browser does not show it the answer to an upgrade.
		await callSignedSession(c, session_id, (session) => session.target(target_id));
		requireUpgrade(c);
	}
	const request = { mode: access.mode, targetId: target_id, origin: c.var.origin };
	return callSignedSession(c, session_id, openSocket(request));
});

signedSockets.all("/browser/:session_id/page/:target_id", allowOnly("GET"));

import { type Context, Hono } from "hono";
import type { ConnectRequest } from "../domain/connect.ts";
import { problem } from "../domain/problem.ts";
import { type Access, verifyAccess } from "../links/access-token.ts";
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
	const access = await accessTo(c, session_id);
	if (access.mode === "readonly" && access.targetId !== target_id) throw forSomethingElse();

	return openSigned(c, session_id, { mode: access.mode, targetId: target_id, origin: c.var.origin });
});

/** The whole browser, for those whose right to a page is one to the whole session. */
signedSockets.get("/browser/:session_id", async (c) => {
	const { session_id } = c.req.param();
	const { mode } = await accessTo(c, session_id);
	if (mode === "readonly") throw forSomethingElse();
	return openSigned(c, session_id, { mode, origin: c.var.origin });
});

signedSockets.all("/browser/:session_id", allowOnly("GET"));
signedSockets.all("/browser/:session_id/page/:target_id", allowOnly("GET"));

async function openSigned(
	c: Context<BerthEnv>,
	sessionId: string,
	request: ConnectRequest,
): Promise<Response> {
	if (!isUpgrade(c.req.raw)) {
		// A page that gets no socket asks this way why not: a browser does not show it the answer to an upgrade.
		await callSignedSession(c, sessionId, (session) => session.connectable(request));
		requireUpgrade(c);
	}
	return callSignedSession(c, sessionId, openSocket(request));
}

/** What the JWT allows in this session. */
async function accessTo(c: Context<BerthEnv>, sessionId: string): Promise<Access> {
	const access = await verifyAccess(c.var.config.signingSecret, c.req.query("jwt") ?? "");
	if (access === undefined)
		throw new ProblemError(problem("unauthenticated", "This link has expired, or was never valid."));
	if (access.sessionId !== sessionId) throw forSomethingElse();
	return access;
}

const forSomethingElse = () => new ProblemError(problem("forbidden", "This link is for something else."));

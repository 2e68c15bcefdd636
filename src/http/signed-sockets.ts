import { type Context, Hono } from "hono";
import type { ConnectRequest } from "../domain/connect.ts";
import { problem } from "../domain/problem.ts";
import { type Access, verifyAccess } from "../links/access-token.ts";
import { isUpgrade } from "../lib/sockets.ts";
import type { BerthEnv } from "./context.ts";
import { allowOnly } from "./method-not-allowed.ts";
import { ProblemError } from "./problem-error.ts";
import { openSocket, signedSession } from "./sessions.ts";
import { requireUpgrade } from "./upgrade.ts";

/** The sockets behind signed URLs: the JWT says which session, and what may be done there. */
export const signedSockets = new Hono<BerthEnv>();

signedSockets.get("/browser/:session_id/page/:target_id", async (c) => {
	const { session_id, target_id } = c.req.param();
	const access = await accessTo(c, session_id);
	if (access.mode === "readonly" && (access.targetId ?? target_id) !== target_id) throw forSomethingElse();

	return openSigned(c, access, target_id);
});

/** The whole browser, for those whose right is to the whole session. */
signedSockets.get("/browser/:session_id", async (c) => {
	const { session_id } = c.req.param();
	const access = await accessTo(c, session_id);
	if (access.mode === "readonly" && access.targetId !== undefined) throw forSomethingElse();
	return openSigned(c, access);
});

signedSockets.all("/browser/:session_id", allowOnly("GET"));
signedSockets.all("/browser/:session_id/page/:target_id", allowOnly("GET"));

async function openSigned(c: Context<BerthEnv>, access: Access, targetId?: string): Promise<Response> {
	const { mode, admission } = access;
	const session = await signedSession(c, access);
	const request: ConnectRequest = { mode, targetId, origin: c.var.origin, admission };
	if (!isUpgrade(c.req.raw)) {
		// A page that gets no socket asks this way why not: a browser does not show it the answer to an upgrade.
		await session.call((stub) => stub.connectable(request));
		requireUpgrade(c);
	}
	return session.call(openSocket(request));
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

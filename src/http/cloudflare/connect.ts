import type { Context } from "hono";
import type { ConnectRequest } from "../../domain/connect.ts";
import { type AccessMode, accessModeOf } from "../../domain/principal.ts";
import { problem } from "../../domain/problem.ts";
import { isUpgrade } from "../../lib/sockets.ts";
import type { BerthEnv } from "../context.ts";
import { ProblemError, valueOf } from "../problem-error.ts";
import { connectClient, findSession } from "../sessions.ts";
import { readGuardrailsHeader } from "./guardrails-header.ts";
import { connectionGuardrails } from "./schemas.ts";

/** Refuses a plain GET, such as the SDK's `connect` sends, before anything is done for it. */
export function requireUpgrade(c: Context<BerthEnv>): void {
	if (!isUpgrade(c.req.raw))
		throw new ProblemError(
			problem("upgrade_required", "This is a WebSocket endpoint: send Upgrade: websocket."),
		);
}

/** What a connection may do: no more than its token, and only look where its guardrails say so. */
export function requestedMode(c: Context<BerthEnv>, header: string | undefined): AccessMode {
	const asked = valueOf(readGuardrailsHeader(header, connectionGuardrails));
	return asked === undefined ? accessModeOf(c.var.principal) : "readonly";
}

/** Opens a client's socket to a session of the request's account. */
export async function connect(
	c: Context<BerthEnv>,
	sessionId: string,
	request: Omit<ConnectRequest, "origin">,
): Promise<Response> {
	const session = valueOf(await findSession(c, sessionId));
	return valueOf(await connectClient(session, c.req.raw, { ...request, origin: c.var.origin }));
}

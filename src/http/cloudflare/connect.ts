import type { Context } from "hono";
import type { ConnectRequest } from "../../domain/connect.ts";
import { type AccessMode, accessModeOf, admissionOf } from "../../domain/principal.ts";
import type { BerthEnv } from "../context.ts";
import { valueOf } from "../problem-error.ts";
import { callSession, openSocket } from "../sessions.ts";
import { readGuardrailsHeader } from "./guardrails-header.ts";
import { connectionGuardrails } from "./schemas.ts";

/** What a connection may do: no more than its token, and only look where its guardrails say so. */
export function requestedMode(c: Context<BerthEnv>, header: string | undefined): AccessMode {
	const asked = valueOf(readGuardrailsHeader(header, connectionGuardrails));
	return asked === undefined ? accessModeOf(c.var.principal) : "readonly";
}

/** Opens a client's socket to a session of the request's account. */
export function connect(
	c: Context<BerthEnv>,
	sessionId: string,
	request: Omit<ConnectRequest, "origin" | "admission">,
): Promise<Response> {
	const { origin, principal } = c.var;
	return callSession(c, sessionId, openSocket({ ...request, origin, admission: admissionOf(principal) }));
}

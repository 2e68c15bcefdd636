import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { MAX_HANDOFF_MS } from "../../domain/handoff.ts";
import { LINK_LIFETIME_MS, linksOf } from "../../links/target-links.ts";
import { authenticate, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { linkSource } from "../link-source.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { callSessionInView } from "../sessions.ts";
import * as schemas from "./handoff-schemas.ts";
import { sessionParams } from "./session-schemas.ts";

const handOff = createRoute({
	method: "post",
	path: "/sessions/{id}/handoff",
	summary: "Ask a person to do something in a page",
	middleware: requireWrite,
	request: {
		params: sessionParams,
		body: { content: { "application/json": { schema: schemas.handoffRequest } }, required: false },
	},
	responses: { 200: json(schemas.startedHandoff, "The handoff, with a link for the person") },
});

const read = createRoute({
	method: "get",
	path: "/sessions/{id}/handoff",
	summary: "Whether a person is asked for, and how the last handoff ended",
	request: { params: sessionParams, query: schemas.handoffQuery },
	responses: { 200: json(schemas.handoffState, "How it stands") },
});

const complete = createRoute({
	method: "post",
	path: "/sessions/{id}/handoff/complete",
	summary: "Give a page back to the automation",
	middleware: requireWrite,
	request: {
		params: sessionParams,
		body: { content: { "application/json": { schema: schemas.handoffVerdict } }, required: false },
	},
	responses: { 200: json(schemas.handoffOutcome, "How it ended") },
});

/** Handoffs for automations without CDP. */
export const handoffs = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

handoffs.use("/sessions/:id/handoff/*", authenticate);

handoffs.openapi(handOff, async (c) => {
	const { id: sessionId } = c.req.valid("param");
	const { targetId: asked, mode, linkExpiresInMs, ...request } = c.req.valid("json");
	const { handoffId, targetId } = await callSessionInView(c, sessionId, (session) =>
		session.handOff(asked, request),
	);
	const neededMs = Math.max(request.timeoutMs ?? MAX_HANDOFF_MS, LINK_LIFETIME_MS.least);
	const expiresInMs = linkExpiresInMs ?? neededMs;
	const grant = { ...linkSource(c, sessionId), mode: "full", expiresInMs } as const;
	const { devtoolsFrontendUrl: liveViewUrl } = await linksOf(grant, targetId, mode);
	return c.json({ handoffId, targetId, liveViewUrl }, 200);
});

handoffs.openapi(read, async (c) => {
	const { targetId, waitMs } = c.req.valid("query");
	const { active, last } = await callSessionInView(c, c.req.valid("param").id, (session) =>
		session.handoff(targetId, waitMs),
	);
	const durationMs = active && Math.max(0, Date.now() - active.startTime);
	return c.json({ active: active !== undefined, ...active, durationMs, last }, 200);
});

handoffs.openapi(complete, async (c) => {
	const { targetId, ...verdict } = c.req.valid("json");
	const outcome = await callSessionInView(c, c.req.valid("param").id, (session) =>
		session.completeHandoff(targetId, verdict),
	);
	return c.json(outcome, 200);
});

handoffs.all("/sessions/:id/handoff", allowOnly("GET", "POST"));
handoffs.all("/sessions/:id/handoff/complete", allowOnly("POST"));

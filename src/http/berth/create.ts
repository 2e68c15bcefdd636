import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { randomUserAgent } from "../../browser/identity/random-user-agent.ts";
import { findProfile } from "../../catalog/profiles.ts";
import { problem } from "../../domain/problem.ts";
import { accountOfToken, requireWrite } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { beginSession, callSessionInView } from "../sessions.ts";
import { extension, newSession, requestFrom } from "./create-schemas.ts";
import { presentDescription, presentSession } from "./present-session.ts";
import { liveSession, nativeSession, sessionParams } from "./session-schemas.ts";

const create = createRoute({
	method: "post",
	path: "/sessions",
	summary: "Start a session; the answer is there before its browser",
	middleware: [requireWrite, accountOfToken] as const,
	request: { body: { content: { "application/json": { schema: newSession } }, required: false } },
	responses: { 201: json(nativeSession, "It is on its way") },
});

const extend = createRoute({
	method: "post",
	path: "/sessions/{id}/extend",
	summary: "Start a session's window of inactivity anew, as long as it was or as long as is asked for",
	middleware: requireWrite,
	request: {
		params: sessionParams,
		body: { content: { "application/json": { schema: extension } }, required: false },
	},
	responses: { 200: json(liveSession, "The session from now on") },
});

/** Starting sessions and keeping them; below the sessions, which ask who it is. */
export const beginnings = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

beginnings.openapi(create, async (c) => {
	const asked = c.req.valid("json");
	const { CATALOG } = c.env;
	const { profileId } = asked;
	if (profileId !== undefined) {
		const found = await readCatalog(CATALOG, () => findProfile(CATALOG, c.var.account, profileId));
		if (found === undefined) throw new ProblemError(problem("profile_not_found", "profileId: not found."));
	}
	const session = await beginSession(c, requestFrom(asked, c.var.config.idleMs, randomUserAgent));
	return c.json(presentSession(c.var.origin, session), 201);
});

beginnings.openapi(extend, async (c) => {
	const { keepAliveMs } = c.req.valid("json");
	const { id } = c.req.valid("param");
	const description = await callSessionInView(c, id, (session) => session.extend(keepAliveMs));
	return c.json(presentDescription(c.var.origin, description), 200);
});

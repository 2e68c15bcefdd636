import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { revokeLinks } from "../../catalog/ownership.ts";
import { requireWrite } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { sessionInView } from "../sessions.ts";
import { sessionParams } from "./session-schemas.ts";

const revoke = createRoute({
	method: "delete",
	path: "/sessions/{id}/links",
	summary: "Revoke all links of a session, and close what was opened with them",
	middleware: requireWrite,
	request: { params: sessionParams },
	responses: { 204: { description: "They are revoked; links that are made from now on are good" } },
});

/** The links of sessions, all together; below the sessions, which ask who it is. */
export const sessionLinks = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

sessionLinks.openapi(revoke, async (c) => {
	const { CATALOG } = c.env;
	const session = await sessionInView(c, c.req.valid("param").id);
	// The catalog first, which each link is held against: what is opened meanwhile is known to the object by then.
	const generation = await readCatalog(CATALOG, () => revokeLinks(CATALOG, session.id));
	// A session that was forgotten just now has none.
	if (generation === undefined) return c.body(null, 204);
	await session.call((stub) => stub.revokeLinks(generation));
	return c.body(null, 204);
});

sessionLinks.all("/sessions/:id/links", allowOnly("DELETE"));

import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { pageOfSessions } from "../../catalog/session-list.ts";
import type { Result } from "../../domain/result.ts";
import { isActive, type SessionRecord } from "../../domain/session.ts";
import { withTimeout } from "../../lib/timeout.ts";
import type { SessionDescription } from "../../session/description.ts";
import { accountInView, authenticate, requireWrite } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { callSessionInView } from "../sessions.ts";
import { archive } from "./archive.ts";
import { beginnings } from "./create.ts";
import { presentDescription, presentSession } from "./present-session.ts";
import { cursorAt } from "./session-cursor.ts";
import { sessionLinks } from "./session-links.ts";
import * as schemas from "./session-schemas.ts";
import { tabs } from "./tabs.ts";

/** How long a list waits for a session to tell how it is now. */
const PRESENT_PATIENCE_MS = 3_000;

const list = createRoute({
	method: "get",
	path: "/sessions",
	summary: "Sessions of the token's account, or of all for the admin, newest first",
	request: { query: schemas.sessionQuery },
	responses: { 200: json(schemas.sessionPage, "A page of them, with a cursor when there is more") },
});

const read = createRoute({
	method: "get",
	path: "/sessions/{id}",
	summary: "One session, as it is now",
	request: { params: schemas.sessionParams },
	responses: { 200: json(schemas.liveSession, "The session") },
});

const end = createRoute({
	method: "delete",
	path: "/sessions/{id}",
	summary: "End a session, or cancel one that waits",
	middleware: requireWrite,
	request: { params: schemas.sessionParams },
	responses: { 200: json(schemas.ending, "It is ending, or had ended") },
});

/** Berth's own view of sessions. */
export const sessions = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

sessions.use("/sessions/*", authenticate);
sessions.route("/", archive);
sessions.route("/", beginnings);
sessions.route("/", tabs);
sessions.route("/", sessionLinks);

sessions.openapi(list, async (c) => {
	const { account: asked, status = "all", live, limit, cursor: after, ...rest } = c.req.valid("query");
	const filter = { ...rest, status, account: accountInView(c.var.principal, asked) };
	const { CATALOG } = c.env;
	const page = await readCatalog(CATALOG, () => pageOfSessions(CATALOG, filter, { limit, after }));
	const shown = live
		? await Promise.all(page.sessions.map((session) => presentNow(c, session)))
		: page.sessions.map((session) => presentSession(c.var.origin, session));
	return c.json({ sessions: shown, ...(page.next !== undefined && { cursor: cursorAt(page.next) }) }, 200);
});

sessions.openapi(read, async (c) => {
	const { id } = c.req.valid("param");
	const description = await callSessionInView(c, id, (session) => session.describe());
	return c.json(presentDescription(c.var.origin, description), 200);
});

sessions.openapi(end, async (c) => {
	const status = await callSessionInView(c, c.req.valid("param").id, (session) => session.end());
	return c.json({ status }, 200);
});

sessions.all("/sessions", allowOnly("GET", "POST"));
sessions.all("/sessions/:id/extend", allowOnly("POST"));
sessions.all("/sessions/:id/tabs", allowOnly("GET"));
sessions.all("/sessions/:id", allowOnly("GET", "DELETE"));

/** A session as its object has it, where that answers soon; as the catalog has it otherwise. */
async function presentNow(c: Context<BerthEnv>, row: SessionRecord): Promise<schemas.NativeSession> {
	if (!isActive(row.state)) return presentSession(c.var.origin, row);
	const asking: Promise<Result<SessionDescription>> = c.env.SESSION.getByName(row.id).describe();
	const described = await withTimeout(asking, PRESENT_PATIENCE_MS, "describing").catch(() => undefined);
	return described?.ok === true
		? presentDescription(c.var.origin, described.value)
		: presentSession(c.var.origin, row);
}

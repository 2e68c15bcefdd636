import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { listAccountSessions } from "../../catalog/account-sessions.ts";
import { MAX_WAIT_MS, type SessionRecord } from "../../domain/session.ts";
import type { Result } from "../../domain/result.ts";
import type { DescriptionWithPage } from "../../session/description.ts";
import { withTimeout } from "../../lib/timeout.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { beginSession, callSession } from "../sessions.ts";
import { shownPage, shownUrl } from "../shown-page.ts";
import { readPrompt } from "./initial-prompt.ts";
import { presentDetail, presentHealth, presentSession } from "./present.ts";
import * as schemas from "./schemas.ts";

/** How long a list waits for a running session to tell where it is now. */
const PRESENT_PATIENCE_MS = 3_000;
const MOST_HISTORY = 1_000;

const TASK_WARNING =
	"initialPrompt: a task needs an agent, and this Berth has none: the setting MODEL is not set. The session starts without a page.";

const create = createRoute({
	method: "post",
	path: "/api/sessions",
	summary: "Start a session; the answer is there before its browser",
	middleware: requireWrite,
	request: { body: { content: { "application/json": { schema: schemas.createBody } }, required: false } },
	responses: { 200: json(schemas.created, "It is on its way") },
});

const list = createRoute({
	method: "get",
	path: "/api/sessions",
	summary: "The account's sessions, newest first",
	request: { query: schemas.listQuery },
	responses: { 200: json(schemas.sessionList, "A stretch of them, and how many there are") },
});

const read = createRoute({
	method: "get",
	path: "/api/sessions/{id}",
	summary: "One session, and where it has been; also after its end",
	request: { params: schemas.idParams },
	responses: { 200: json(schemas.sessionDetail, "The session") },
});

const end = createRoute({
	method: "delete",
	path: "/api/sessions/{id}",
	summary: "End a session; what was kept of it stays",
	middleware: requireWrite,
	request: { params: schemas.idParams },
	responses: { 200: json(schemas.terminated, "It is ending, or had ended") },
});

const health = createRoute({
	method: "get",
	path: "/api/sessions/{id}/health",
	summary: "Whether a session's browser and page answer",
	request: { params: schemas.idParams },
	responses: { 200: json(schemas.health, "How it is") },
});

/** ThinkRun's sessions. */
export const thinkrunSessions = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

thinkrunSessions.use("/api/sessions/*", authenticateByApiKey, accountOfToken);

thinkrunSessions.openapi(create, async (c) => {
	const { initialPrompt, options } = c.req.valid("json");
	const prompt = initialPrompt === undefined ? undefined : readPrompt(initialPrompt);
	const session = await beginSession(c, {
		keepAliveMs: c.var.config.idleMs,
		waitMs: MAX_WAIT_MS,
		waitsForOthersOnly: true,
		startUrl: prompt?.kind === "page" ? prompt.url : undefined,
		viewport: options.viewport,
	});
	const machineId = c.env.SESSION.idFromName(session.id).toString();
	const warnings = prompt?.kind === "task" ? [TASK_WARNING] : undefined;
	return c.json({ sessionId: session.id, status: "creating" as const, machineId, warnings }, 200);
});

thinkrunSessions.openapi(list, async (c) => {
	const { includeTerminated, limit, offset } = c.req.valid("query");
	const { CATALOG } = c.env;
	const query = { account: c.var.account, includesEnded: includeTerminated, limit, offset };
	const found = await readCatalog(CATALOG, () => listAccountSessions(CATALOG, query));
	const sessions = await Promise.all(found.sessions.map((session) => presentNow(c, session)));
	return c.json({ sessions, total: found.total, hasMore: offset + sessions.length < found.total }, 200);
});

thinkrunSessions.openapi(read, async (c) => {
	const { id } = c.req.valid("param");
	const newest = { kinds: ["navigation"], offset: "all but newest", limit: MOST_HISTORY } as const;
	const [described, { entries }] = await Promise.all([
		callSession(c, id, (session) => session.describeWithPage()),
		callSession(c, id, (session) => session.stretch(newest)),
	]);
	const { firstPage } = described;
	const shown = firstPage && { firstPage: shownPage(c.var.principal, firstPage) };
	return c.json(presentDetail({ ...described, ...shown }, entries), 200);
});

thinkrunSessions.openapi(health, async (c) => {
	const found = await callSession(c, c.req.valid("param").id, (session) => session.health());
	const currentUrl = shownUrl(c.var.principal, found.health.currentUrl);
	const shown = { ...found.health, ...(currentUrl !== undefined && { currentUrl }) };
	return c.json(presentHealth({ ...found, health: shown }), 200);
});

thinkrunSessions.openapi(end, async (c) => {
	await callSession(c, c.req.valid("param").id, (session) => session.end());
	return c.json({ success: true as const, message: "Session terminated" }, 200);
});

thinkrunSessions.all("/api/sessions", allowOnly("GET", "POST"));
thinkrunSessions.all("/api/sessions/:id", allowOnly("GET", "DELETE"));
thinkrunSessions.all("/api/sessions/:id/health", allowOnly("GET"));

/** A session as it is now: of one that runs, the row in the catalog may be minutes old. */
async function presentNow(c: Context<BerthEnv>, row: SessionRecord): Promise<schemas.ShownSession> {
	if (row.state !== "running") return presentSession(row);
	const asking: Promise<Result<DescriptionWithPage>> = c.env.SESSION.getByName(row.id).describeWithPage();
	const described = await withTimeout(asking, PRESENT_PATIENCE_MS, "describing").catch(() => undefined);
	if (described?.ok !== true) return presentSession(row);
	const { record, firstPage } = described.value;
	return presentSession(record, shownUrl(c.var.principal, firstPage?.url));
}

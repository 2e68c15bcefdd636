import { type Context, Hono } from "hono";
import { z } from "zod";
import { createMiddleware } from "hono/factory";
import { readStandings } from "../../catalog/accounts.ts";
import { listSessions, type ListedStatus } from "../../catalog/session-list.ts";
import { CLOSE_REASONS } from "../../domain/close-reason.ts";
import { accessModeOf, admissionOf } from "../../domain/principal.ts";
import { problem } from "../../domain/problem.ts";
import { ok } from "../../domain/result.ts";
import type { SessionRecord } from "../../domain/session.ts";
import { describeIssue } from "../../lib/known-fields.ts";
import { accountOfToken, authenticate, requireWrite } from "../auth.ts";
import { callerIn } from "../caller.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { stretch } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { callSession, createSession, openSocket } from "../sessions.ts";
import { requireUpgrade } from "../upgrade.ts";
import { chunked } from "./chunked-socket.ts";

const listQuery = z.strictObject(stretch(200, { maxLimit: 200 }));
const oldConnectQuery = z.strictObject({ browser_session: z.string() });

/** The oldest clients know no other. */
const USUAL_KEEP_ALIVE_MS = 60_000;

const onlyCallers = createMiddleware<BerthEnv>(async (c, next) => {
	if (callerIn(c.env) === undefined)
		throw new ProblemError(problem("route_not_found", `No route for ${c.req.method} ${c.req.path}.`));
	await next();
});

/** What the browser binding's wire protocol has beside `/devtools`: for Workers that bind Berth, and for nobody else. */
export const binding = new Hono<BerthEnv>();

binding.use(onlyCallers, authenticate, accountOfToken);

binding.get("/sessions", async (c) => c.json({ sessions: (await listed(c, "active")).map(presentRunning) }));

binding.get("/history", async (c) => c.json({ history: (await listed(c, "ended")).map(presentEnded) }));

binding.get("/limits", async (c) => {
	const { env, var: variables } = c;
	const { account, config } = variables;
	const { limits, maxConcurrentBrowsers } = config;
	const terms = { now: Date.now(), account, limits, maxConcurrentBrowsers };
	const [[standing], active] = await Promise.all([
		readCatalog(env.CATALOG, () => readStandings(env.CATALOG, terms)),
		listed(c, "active"),
	]);
	const untilNextMs = standing?.untilNextAcquisitionMs ?? 0;
	return c.json({
		activeSessions: active.map(({ id }) => ({ id })),
		maxConcurrentSessions: standing?.maxConcurrentSessions ?? limits.maxConcurrentSessions,
		allowedBrowserAcquisitions: untilNextMs === 0 ? 1 : 0,
		timeUntilNextAllowedBrowserAcquisition: untilNextMs,
		usedBrowserTimeSeconds: Math.round((standing?.browserTimeMs ?? 0) / 1_000),
	});
});

binding.get("/acquire", requireWrite, async (c) => {
	const { keepAliveMs = USUAL_KEEP_ALIVE_MS, waitMs = 0 } = callerIn(c.env) ?? {};
	const { session } = await createSession(c, { keepAliveMs, waitMs }, async () => ok(undefined));
	return c.json({ sessionId: session.id });
});

binding.get("/connectDevtools", async (c) => {
	requireUpgrade(c);
	const { browser_session } = queryOf(c, oldConnectQuery);
	const { principal, origin } = c.var;
	const mode = accessModeOf(principal);
	const request = { mode, origin, admission: admissionOf(principal) };
	return chunked(await callSession(c, browser_session, openSocket(request)));
});

for (const path of ["/sessions", "/history", "/limits", "/acquire", "/connectDevtools"])
	binding.all(path, allowOnly("GET"));

function queryOf<T>(c: Context<BerthEnv>, schema: z.ZodType<T>): T {
	const read = schema.safeParse(c.req.query());
	if (read.success) return read.data;
	throw new ProblemError(problem("invalid_request", describeIssue(read.error.issues)));
}

async function listed(c: Context<BerthEnv>, status: ListedStatus): Promise<readonly SessionRecord[]> {
	const range = queryOf(c, listQuery);
	const { CATALOG } = c.env;
	return readCatalog(CATALOG, () => listSessions(CATALOG, { account: c.var.account, status }, range));
}

const presentRunning = ({ id, startTime, connectionId, connectionStartTime }: SessionRecord) => ({
	sessionId: id,
	startTime,
	...(connectionId !== undefined && { connectionId, connectionStartTime }),
});

/** Reasons are numbers there, and their names the text. */
const presentEnded = ({ id, startTime, endTime, closeReason }: SessionRecord) => ({
	sessionId: id,
	startTime,
	endTime,
	...(closeReason !== undefined && {
		closeReason: CLOSE_REASONS[closeReason],
		closeReasonText: closeReason,
	}),
});

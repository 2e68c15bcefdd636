import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { randomUserAgent } from "../../browser/identity/random-user-agent.ts";
import { listSessions } from "../../catalog/session-list.ts";
import { isRestricted } from "../../domain/guardrails.ts";
import { type IdentityOptions, MAX_WAIT_MS, type SessionRecord } from "../../domain/session.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { callSession, provisionSession } from "../sessions.ts";
import { shownUrl } from "../shown-page.ts";
import { presentDetail, presentSession } from "./present.ts";
import { renewFrameLinks } from "./frame-token.ts";
import { ownProfile } from "./profiles.ts";
import * as schemas from "./schemas.ts";

/** The most sessions that a list asks for their present page. */
const MOST_LISTED = 200;

const HEADLESS_WARNING =
	"headless: the browsers here have no window, so headless=false shows none; watch the session in its live view.";

const IDENTITY_WARNING =
	"cdp_url: while the session lasts, all of that browser presents itself as asked, tabs that are not the session's too.";

const GUARDRAILS_WARNING =
	"cdp_url: while the session lasts, all of that browser is kept to the allowed hosts, tabs that are not the session's too.";

const DOWNLOADS_WARNING =
	"save_downloads: not in a browser of cdp_url, where not all downloads are the session's.";

const create = createRoute({
	method: "post",
	path: "/sessions",
	summary: "Start a session",
	middleware: requireWrite,
	request: { body: { content: { "application/json": { schema: schemas.createBody } }, required: false } },
	responses: { 200: json(schemas.readySession.or(schemas.provisioning), "It is there, or on its way") },
});

const poll = createRoute({
	method: "post",
	path: "/sessions/provision/{id}",
	summary: "How far a session has come that was not ready at once",
	request: { params: schemas.idParams },
	responses: {
		200: json(
			schemas.readySession.or(schemas.provisioning).or(schemas.failedProvisioning),
			"Where it is, or the whole answer of the create",
		),
	},
});

const list = createRoute({
	method: "get",
	path: "/sessions",
	summary: "The account's active sessions, newest first",
	responses: { 200: json(schemas.sessionList, "The sessions") },
});

const read = createRoute({
	method: "get",
	path: "/sessions/{id}",
	summary: "One session",
	request: { params: schemas.idParams },
	responses: { 200: json(schemas.sessionDetail, "The session") },
});

const end = createRoute({
	method: "delete",
	path: "/sessions/{id}",
	summary: "End a session",
	middleware: requireWrite,
	request: { params: schemas.idParams },
	responses: { 204: { description: "It is ending, or had ended" } },
});

const renew = createRoute({
	method: "post",
	path: "/sessions/{id}/frame-token",
	summary: "A fresh right to watch a session",
	request: { params: schemas.idParams },
	responses: { 200: json(schemas.frameLinks, "The token, and the addresses that it opens") },
});

/** Browsr's sessions. */
export const browsrSessions = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

browsrSessions.use("/sessions/*", authenticateByApiKey, accountOfToken);

browsrSessions.openapi(create, async (c) => {
	const body = c.req.valid("json");
	const { headless, requested_name, start_url, cdp_url, profile_id } = body;
	if (profile_id !== undefined) await ownProfile(c, profile_id);
	const identity = identityFrom(body);
	const session = await provisionSession(c, {
		keepAliveMs: c.var.config.idleMs,
		waitMs: MAX_WAIT_MS,
		name: requested_name,
		startUrl: start_url,
		cdpUrl: cdp_url,
		identity,
		savesDownloads: body.save_downloads,
		record: body.record,
		guardrails: body.guardrails,
		profileId: profile_id,
		savesProfile: body.save_profile,
	});
	const isShared = cdp_url !== undefined;
	const warnings = [
		...(headless || isShared ? [] : [HEADLESS_WARNING]),
		...(isShared && identity !== undefined ? [IDENTITY_WARNING] : []),
		...(isShared && body.guardrails !== undefined && isRestricted(body.guardrails)
			? [GUARDRAILS_WARNING]
			: []),
		...(isShared && body.save_downloads ? [DOWNLOADS_WARNING] : []),
	];
	// The create has one word for all stages; the poll tells them apart.
	const start = isReady(session)
		? await readyAnswer(c, session.id)
		: { status: "provisioning" as const, provision_id: session.id };
	return c.json({ ...start, ...(warnings.length > 0 && { warnings }) }, 200);
});

browsrSessions.openapi(poll, async (c) => {
	const { record } = await callSession(c, c.req.valid("param").id, (session) => session.describe());
	if (record.state === "failed" || record.endTime !== undefined) {
		const error = `${record.closeReason}: ${record.closeReasonText}`;
		return c.json({ status: "failed" as const, provision_id: record.id, error }, 200);
	}
	if (isReady(record)) return c.json(await readyAnswer(c, record.id), 200);
	return c.json({ status: stageOf(record), provision_id: record.id }, 200);
});

browsrSessions.openapi(list, async (c) => {
	const { CATALOG } = c.env;
	const filter = { account: c.var.account, status: "active" } as const;
	const found = await readCatalog(CATALOG, () => listSessions(CATALOG, filter, { limit: MOST_LISTED }));
	const sessions = await Promise.all(
		found.map(async (session) => presentSession(session, await currentUrlOf(c, session))),
	);
	return c.json({ sessions }, 200);
});

browsrSessions.openapi(read, async (c) => {
	const { id } = c.req.valid("param");
	const described = await callSession(c, id, (session) => session.describeWithPage());
	const currentUrl = shownUrl(c.var.principal, described.firstPage?.url);
	return c.json(presentDetail(c.var.origin, described, currentUrl), 200);
});

browsrSessions.openapi(renew, async (c) => c.json(await renewFrameLinks(c, c.req.valid("param").id), 200));

browsrSessions.openapi(end, async (c) => {
	await callSession(c, c.req.valid("param").id, (session) => session.end());
	return c.body(null, 204);
});

browsrSessions.all("/sessions", allowOnly("GET", "POST"));
browsrSessions.all("/sessions/provision/:id", allowOnly("POST"));
browsrSessions.all("/sessions/:id/frame-token", allowOnly("POST"));
browsrSessions.all("/sessions/:id", allowOnly("GET", "DELETE"));

/** `undefined` where the browser is to present itself as it does. */
function identityFrom({
	user_agent,
	use_random_user_agent,
	disable_automation_detection: hidesAutomation,
}: z.output<typeof schemas.createBody>): IdentityOptions | undefined {
	// Who names one wants that one.
	const userAgent = user_agent ?? (use_random_user_agent ? randomUserAgent() : undefined);
	return userAgent === undefined && !hidesAutomation ? undefined : { userAgent, hidesAutomation };
}

const isReady = ({ state }: SessionRecord): boolean => state === "running";

/** The stage of a session that is on its way: what really happens. */
const stageOf = ({ stage }: SessionRecord) => (stage === "ready" ? "creating" : stage);

async function readyAnswer(c: Context<BerthEnv>, id: string) {
	return { status: "ready" as const, session_id: id, ...(await renewFrameLinks(c, id)) };
}

/** The address of a running session's page; the list does without where its browser does not answer. */
async function currentUrlOf(c: Context<BerthEnv>, { id, state }: SessionRecord): Promise<string | undefined> {
	if (state !== "running") return undefined;
	const described = await c.env.SESSION.getByName(id)
		.describeWithPage()
		.catch(() => undefined);
	return described?.ok === true ? shownUrl(c.var.principal, described.value.firstPage?.url) : undefined;
}

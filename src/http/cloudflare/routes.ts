import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { listSessions } from "../../catalog/session-list.ts";
import { accessModeOf, admissionOf } from "../../domain/principal.ts";
import { ok } from "../../domain/result.ts";
import { type Guardrails, guardrailsSchema } from "../../domain/guardrails.ts";
import type { SessionRequest } from "../../domain/session.ts";
import type { Target } from "../../domain/target.ts";
import { liveViewOf } from "../../links/live-view.ts";
import { LINK_LIFETIME_MS } from "../../links/target-links.ts";
import { authenticateDevtools, authorizeAccount } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { linkSource } from "../link-source.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { valueOf } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { callSession, createSession, openSocket } from "../sessions.ts";
import { requireUpgrade } from "../upgrade.ts";
import { connect, requestedMode } from "./connect.ts";
import { presentFoundSocket, sendNoReferrer } from "./discovery.ts";
import { readGuardrailsHeader } from "./guardrails-header.ts";
import * as operations from "./operations.ts";
import { presentSession, presentSessionSocket, presentTarget, presentTargets } from "./present.ts";
import type { acquireQuery } from "./schemas.ts";

/** Cloudflare's `/devtools` sessions: parse, call, present. */
export const devtools = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

devtools.use(sendNoReferrer, authenticateDevtools, authorizeAccount);

devtools.openapi(operations.createBrowser, async (c) => {
	const { targets: withTargets, liveViewUrlExpiresInMs, ...query } = c.req.valid("query");
	const options = optionsOf(query, c.req.valid("json").guardrails);
	const { session, first } = await createSession<Target[] | undefined>(c, options, async (stub) =>
		withTargets === true ? stub.targetsWithPage() : ok(undefined),
	);
	const created = { sessionId: session.id, webSocketDebuggerUrl: presentSessionSocket(c, session.id) };
	if (first === undefined) return c.json(created, 200);
	const targets = await presentTargets(c, session.id, first, liveViewUrlExpiresInMs);
	return c.json({ ...created, targets }, 200);
});

devtools.openapi(operations.launchBrowser, async (c) => {
	requireUpgrade(c);
	const header = readGuardrailsHeader(c.req.valid("header")["cf-brapi-guardrails"], guardrailsSchema);
	const options = optionsOf(c.req.valid("query"), valueOf(header));
	const admission = admissionOf(c.var.principal);
	const connecting = openSocket({ mode: "full", origin: c.var.origin, admission });
	return (await createSession(c, options, connecting)).first;
});

devtools.openapi(operations.connectBrowser, async (c) => {
	requireUpgrade(c);
	const mode = requestedMode(c, c.req.valid("header")["cf-brapi-guardrails"]);
	return connect(c, c.req.valid("param").session_id, { mode });
});

devtools.openapi(operations.connectTarget, async (c) => {
	requireUpgrade(c);
	const mode = requestedMode(c, c.req.valid("header")["cf-brapi-guardrails"]);
	const { session_id, target_id } = c.req.valid("param");
	return connect(c, session_id, { mode, targetId: target_id });
});

devtools.openapi(operations.deleteBrowser, async (c) => {
	const status = await callSession(c, c.req.valid("param").session_id, (session) => session.end());
	return c.json({ status }, 200);
});

devtools.openapi(operations.getVersion, async (c) => {
	const { session_id } = c.req.valid("param");
	const version = await callSession(c, session_id, (session) => session.version());
	return c.json({ ...version, webSocketDebuggerUrl: await presentFoundSocket(c, session_id) }, 200);
});

devtools.openapi(operations.getProtocol, async (c) => {
	const protocol = await callSession(c, c.req.valid("param").session_id, (session) => session.protocol());
	// Already JSON, and half a megabyte of it: it goes out as it is.
	return c.body(protocol, 200, { "content-type": "application/json" }) as never;
});

for (const operation of [operations.listTargets, operations.listTargetsAlias]) {
	devtools.openapi(operation, async (c) => {
		const { session_id } = c.req.valid("param");
		const targets = await callSession(c, session_id, (session) => session.targets());
		const { liveViewUrlExpiresInMs } = c.req.valid("query");
		return c.json(await presentTargets(c, session_id, targets, liveViewUrlExpiresInMs), 200);
	});
}

devtools.openapi(operations.getTarget, async (c) => {
	const { session_id, target_id } = c.req.valid("param");
	const target = await callSession(c, session_id, (session) => session.target(target_id));
	return c.json(await presentTarget(c, session_id, target, c.req.valid("query").liveViewUrlExpiresInMs), 200);
});

devtools.openapi(operations.createTarget, async (c) => {
	const { session_id } = c.req.valid("param");
	const { url = "about:blank", liveViewUrlExpiresInMs } = c.req.valid("query");
	const target = await callSession(c, session_id, (session) => session.openTarget(url));
	return c.json(await presentTarget(c, session_id, target, liveViewUrlExpiresInMs), 200);
});

devtools.openapi(operations.activateTarget, async (c) => {
	const { session_id, target_id } = c.req.valid("param");
	await callSession(c, session_id, (session) => session.activateTarget(target_id));
	return c.json({ message: "Target activated" }, 200);
});

for (const operation of [operations.closeTarget, operations.closeTargetByGet]) {
	devtools.openapi(operation, async (c) => {
		const { session_id, target_id } = c.req.valid("param");
		await callSession(c, session_id, (session) => session.closeTarget(target_id));
		return c.json({ message: "Target is closing" }, 200);
	});
}

devtools.openapi(operations.createLiveView, async (c) => {
	const { session_id } = c.req.valid("param");
	const targets = await callSession(c, session_id, (session) => session.targets());
	const source = linkSource(c, session_id);
	const view = await liveViewOf(source, accessModeOf(c.var.principal), targets, c.req.valid("json"));
	return c.json(valueOf(view), 200);
});

devtools.openapi(operations.listSessions, async (c) => {
	const { CATALOG } = c.env;
	const { status, limit, offset } = c.req.valid("query");
	const filter = { account: c.var.account, status: status === "closed" ? "ended" : status } as const;
	const found = await readCatalog(CATALOG, () => listSessions(CATALOG, filter, { limit, offset }));
	return c.json(
		found.map((session) => presentSession(c, session)),
		200,
	);
});

devtools.openapi(operations.getSession, async (c) => {
	const { session_id } = c.req.valid("param");
	const { record, firstPage } = await callSession(c, session_id, (session) => session.describeWithPage());
	const shown = presentSession(c, record);
	if (firstPage === undefined) return c.json(shown, 200);
	const { devtoolsFrontendUrl } = await presentTarget(c, session_id, firstPage, LINK_LIFETIME_MS.fallback);
	return c.json({ ...shown, devtoolsFrontendUrl: devtoolsFrontendUrl ?? "" }, 200);
});

devtools.all("/browser", allowOnly("GET", "POST"));
devtools.all("/browser/:session_id", allowOnly("GET", "DELETE"));
devtools.all("/browser/:session_id/live_view", allowOnly("POST"));
devtools.all("/browser/:session_id/json/new", allowOnly("PUT"));
devtools.all("/browser/:session_id/json/close/:target_id", allowOnly("GET", "DELETE"));
for (const path of ["", "/version", "/protocol", "/list", "/list/:target_id", "/activate/:target_id"])
	devtools.all(`/browser/:session_id/json${path}`, allowOnly("GET"));
devtools.all("/browser/:session_id/page/:target_id", allowOnly("GET"));
devtools.all("/session", allowOnly("GET"));
devtools.all("/session/:session_id", allowOnly("GET"));

const optionsOf = (
	{ keep_alive, wait_ms, name, lab, recording, record }: z.infer<typeof acquireQuery>,
	asked: Guardrails | undefined,
): SessionRequest => ({
	keepAliveMs: keep_alive,
	waitMs: wait_ms,
	name,
	lab,
	recording,
	record,
	guardrails: asked,
});

import { createRoute, z } from "@hono/zod-openapi";
import { liveViewRequest } from "../../links/live-view.ts";
import { requireWrite } from "../auth.ts";
import { json } from "../declarations.ts";
import { takeChromesAddress } from "./new-target-address.ts";
import * as schemas from "./schemas.ts";

/** The fifteen operations of `/devtools`, declared: what each takes, and what it answers. */

const ERRORS = {
	400: "Bad input",
	401: "Authentication error",
	403: "Not this account, or not this right",
	404: "No such session or target",
	410: "The session has ended",
	426: "This needs a WebSocket upgrade",
	429: "A limit is reached",
	503: "No browser, or none that answers",
} as const;

const errors = Object.fromEntries(
	Object.entries(ERRORS).map(([status, description]) => [status, json(schemas.failure, description)]),
) as Record<keyof typeof ERRORS, ReturnType<typeof json<typeof schemas.failure>>>;

/** What an operation answers, and how it may fail. */
export const answers = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
	200: json(schema, description),
	...errors,
});

const upgraded = { 101: { description: "A CDP socket" }, ...errors };

const body = <Schema extends z.ZodType>(schema: Schema) => ({
	content: { "application/json": { schema } },
	required: false,
});

const guardrailsHeader = z.object({ "cf-brapi-guardrails": z.string().optional() });

export const createBrowser = createRoute({
	method: "post",
	path: "/browser",
	summary: "Acquire a browser",
	middleware: requireWrite,
	request: { params: schemas.accountParams, query: schemas.createQuery, body: body(schemas.createBody) },
	responses: answers(schemas.created, "The new session"),
});

export const launchBrowser = createRoute({
	method: "get",
	path: "/browser",
	summary: "Acquire a browser and connect to it",
	middleware: requireWrite,
	request: { params: schemas.accountParams, query: schemas.launchQuery, headers: guardrailsHeader },
	responses: upgraded,
});

export const connectBrowser = createRoute({
	method: "get",
	path: "/browser/{session_id}",
	summary: "Connect to a session's browser",
	request: { params: schemas.sessionParams, query: schemas.connectQuery, headers: guardrailsHeader },
	responses: upgraded,
});

export const deleteBrowser = createRoute({
	method: "delete",
	path: "/browser/{session_id}",
	summary: "End a session",
	middleware: requireWrite,
	request: { params: schemas.sessionParams },
	responses: answers(schemas.ending, "It is ending, or had ended"),
});

export const getVersion = createRoute({
	method: "get",
	path: "/browser/{session_id}/json/version",
	summary: "The browser's version, and its socket",
	request: { params: schemas.sessionParams, query: schemas.tokenQuery },
	responses: answers(schemas.version, "As Chrome's /json/version"),
});

export const getProtocol = createRoute({
	method: "get",
	path: "/browser/{session_id}/json/protocol",
	summary: "The DevTools protocol that the browser speaks",
	request: { params: schemas.sessionParams, query: schemas.tokenQuery },
	responses: answers(schemas.protocol, "As Chrome's /json/protocol"),
});

export const listTargets = createRoute({
	method: "get",
	path: "/browser/{session_id}/json/list",
	summary: "The browser's tabs and workers",
	request: { params: schemas.sessionParams, query: schemas.foundTargetQuery },
	responses: answers(schemas.targets, "The targets"),
});

export const listTargetsAlias = createRoute({
	...listTargets,
	path: "/browser/{session_id}/json",
	getRoutingPath: undefined,
});

export const getTarget = createRoute({
	method: "get",
	path: "/browser/{session_id}/json/list/{target_id}",
	summary: "One tab or worker",
	request: { params: schemas.targetParams, query: schemas.foundTargetQuery },
	responses: answers(schemas.target, "The target"),
});

export const createTarget = createRoute({
	method: "put",
	path: "/browser/{session_id}/json/new",
	summary: "Open a tab, and wait for its page",
	middleware: [requireWrite, takeChromesAddress] as const,
	request: { params: schemas.sessionParams, query: schemas.newTargetQuery },
	responses: answers(schemas.target, "The new tab, with its final URL and title"),
});

export const activateTarget = createRoute({
	method: "get",
	path: "/browser/{session_id}/json/activate/{target_id}",
	summary: "Bring a tab to the front",
	middleware: requireWrite,
	request: { params: schemas.targetParams },
	responses: answers(schemas.message, "It is in front"),
});

export const closeTarget = createRoute({
	method: "delete",
	path: "/browser/{session_id}/json/close/{target_id}",
	summary: "Close a tab",
	middleware: requireWrite,
	request: { params: schemas.targetParams },
	responses: answers(schemas.message, "It is closing"),
});

export const closeTargetByGet = createRoute({ ...closeTarget, method: "get", getRoutingPath: undefined });

export const connectTarget = createRoute({
	method: "get",
	path: "/browser/{session_id}/page/{target_id}",
	summary: "Connect to one target",
	request: { params: schemas.targetParams, query: schemas.tokenQuery, headers: guardrailsHeader },
	responses: upgraded,
});

export const createLiveView = createRoute({
	method: "post",
	path: "/browser/{session_id}/live_view",
	summary: "Links for a person to watch a target, or to act in it",
	middleware: requireWrite,
	request: { params: schemas.sessionParams, body: body(liveViewRequest) },
	responses: answers(schemas.liveView, "The links"),
});

export const listSessions = createRoute({
	method: "get",
	path: "/session",
	summary: "The account's sessions, newest first",
	request: { params: schemas.accountParams, query: schemas.listQuery },
	responses: answers(schemas.sessions, "The sessions"),
});

export const getSession = createRoute({
	method: "get",
	path: "/session/{session_id}",
	summary: "One session, also of those that have ended",
	request: { params: schemas.sessionParams },
	responses: answers(schemas.session, "The session"),
});

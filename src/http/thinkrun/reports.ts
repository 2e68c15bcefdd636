import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { EntryKind } from "../../domain/entry.ts";
import { linkTo } from "../artifact-links.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { callSession, inArchive } from "../sessions.ts";
import { isoTime, presentAction, presentLog, presentRequest } from "./present.ts";
import * as schemas from "./schemas.ts";

const listActions = createRoute({
	method: "get",
	path: "/api/sessions/{id}/actions",
	summary: "What was done in a session, oldest first; also after its end",
	request: { params: schemas.idParams, query: schemas.archiveQuery },
	responses: { 200: json(schemas.actionList, "The actions") },
});

const listArtifacts = createRoute({
	method: "get",
	path: "/api/sessions/{id}/artifacts",
	summary: "What was kept of a session, oldest first; also after its end",
	request: { params: schemas.idParams, query: schemas.archiveQuery },
	responses: { 200: json(schemas.artifactList, "The artifacts, with fresh links") },
});

const readConsole = createRoute({
	method: "get",
	path: "/api/sessions/{id}/console",
	summary: "What a session's pages wrote into their consoles, errors included; also after its end",
	request: { params: schemas.idParams, query: schemas.logQuery },
	responses: { 200: json(schemas.consoleLog, "The messages, oldest first") },
});

const readNetwork = createRoute({
	method: "get",
	path: "/api/sessions/{id}/network",
	summary: "What a session's pages asked for over the network; also after its end",
	request: { params: schemas.idParams, query: schemas.logQuery },
	responses: { 200: json(schemas.networkLog, "The requests, oldest first") },
});

/** What ThinkRun's API tells of what happened in a session; below the sessions, which ask who it is. */
export const thinkrunReports = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

thinkrunReports.openapi(listActions, async (c) => {
	const page = c.req.valid("query");
	const { actions, total } = await callSession(
		c,
		c.req.valid("param").id,
		inArchive((archive) => archive.actions(page)),
	);
	return c.json({ actions: actions.map(presentAction), total }, 200);
});

thinkrunReports.openapi(listArtifacts, async (c) => {
	const page = c.req.valid("query");
	const { id } = c.req.valid("param");
	const found = await callSession(
		c,
		id,
		inArchive((archive) => archive.artifacts(page)),
	);
	const artifacts = found.artifacts.map(async ({ objectId, type, name, contentType, size, createdAt }) => ({
		objectId,
		type,
		publicUrl: await linkTo(c, id, { objectId }),
		timestamp: isoTime(createdAt),
		name,
		contentType,
		size,
	}));
	return c.json({ artifacts: await Promise.all(artifacts), total: found.total }, 200);
});

thinkrunReports.openapi(readConsole, async (c) => {
	const { id } = c.req.valid("param");
	const { entries, total } = await readEntries(c, id, ["console", "exception"], c.req.valid("query"));
	return c.json({ logs: entries.map(presentLog), total }, 200);
});

thinkrunReports.openapi(readNetwork, async (c) => {
	const { id } = c.req.valid("param");
	const { entries, total } = await readEntries(c, id, ["network"], c.req.valid("query"));
	return c.json({ requests: entries.flatMap(presentRequest), total }, 200);
});

for (const report of ["actions", "console", "network"])
	thinkrunReports.all(`/api/sessions/:id/${report}`, allowOnly("GET"));

const readEntries = (
	c: Context<BerthEnv>,
	id: string,
	kinds: readonly EntryKind[],
	page: { readonly offset: number; readonly limit: number },
) => callSession(c, id, (session) => session.stretch({ kinds, ...page }));

import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Action } from "../../domain/action.ts";
import type { Artifact } from "../../domain/artifact.ts";
import { parseJson } from "../../lib/json.ts";
import { linkTo } from "../artifact-links.ts";
import { requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { callSessionInView, inArchive } from "../sessions.ts";
import * as schemas from "./archive-schemas.ts";
import { sessionParams } from "./session-schemas.ts";

const listActions = createRoute({
	method: "get",
	path: "/sessions/{id}/actions",
	summary: "What was done in a session, oldest first; also after its end",
	request: { params: sessionParams, query: schemas.actionQuery },
	responses: { 200: json(schemas.actionPage, "The actions") },
});

const listArtifacts = createRoute({
	method: "get",
	path: "/sessions/{id}/artifacts",
	summary: "What was kept of a session, oldest first; also after its end",
	request: { params: sessionParams, query: schemas.artifactQuery },
	responses: { 200: json(schemas.artifactPage, "The artifacts, with fresh links") },
});

const readArtifact = createRoute({
	method: "get",
	path: "/sessions/{id}/artifacts/{objectId}",
	summary: "One artifact",
	request: { params: schemas.artifactParams, query: schemas.oneArtifactQuery },
	responses: { 200: json(schemas.artifact, "The artifact, with a fresh link") },
});

const deleteArtifact = createRoute({
	method: "delete",
	path: "/sessions/{id}/artifacts/{objectId}",
	summary: "Remove an artifact",
	middleware: requireWrite,
	request: { params: schemas.artifactParams },
	responses: { 204: { description: "It is gone, for links that are about too" } },
});

const putText = createRoute({
	method: "put",
	path: "/sessions/{id}/artifacts/text/{name}",
	summary: "Keep a text in place of the one of that name",
	middleware: requireWrite,
	request: {
		params: schemas.textParams,
		body: { content: { "application/json": { schema: schemas.newText } }, required: true },
	},
	responses: { 200: json(schemas.artifact, "The text as it is kept") },
});

const readText = createRoute({
	method: "get",
	path: "/sessions/{id}/artifacts/text/{name}",
	summary: "A text by its name",
	request: { params: schemas.textParams },
	responses: { 200: json(schemas.textArtifact, "The text") },
});

const deleteText = createRoute({
	method: "delete",
	path: "/sessions/{id}/artifacts/text/{name}",
	summary: "Remove a text by its name",
	middleware: requireWrite,
	request: { params: schemas.textParams },
	responses: { 204: { description: "It is gone" } },
});

/** What was done in sessions, and what was kept of them; below the sessions, which ask who it is. */
export const archive = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

archive.openapi(listActions, async (c) => {
	const page = c.req.valid("query");
	const { id } = c.req.valid("param");
	const { actions, ...rest } = await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.actions(page)),
	);
	return c.json({ ...rest, actions: actions.map(presentAction) }, 200);
});

archive.openapi(listArtifacts, async (c) => {
	const { expiresInMs, ...page } = c.req.valid("query");
	const { id } = c.req.valid("param");
	const found = await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.artifacts(page)),
	);
	const artifacts = await Promise.all(found.artifacts.map((each) => present(c, id, each, expiresInMs)));
	return c.json({ artifacts, total: found.total }, 200);
});

archive.openapi(readArtifact, async (c) => {
	const { id, objectId } = c.req.valid("param");
	const artifact = await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.artifact(objectId)),
	);
	return c.json(await present(c, id, artifact, c.req.valid("query").expiresInMs), 200);
});

archive.openapi(deleteArtifact, async (c) => {
	const { id, objectId } = c.req.valid("param");
	await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.removeArtifact(objectId)),
	);
	return c.body(null, 204);
});

archive.openapi(putText, async (c) => {
	const { id, name } = c.req.valid("param");
	const { content, contentType, metadata } = c.req.valid("json");
	const text = { content, contentType, metadata: metadata && JSON.stringify(metadata) };
	const artifact = await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.saveText(name, text)),
	);
	return c.json(await present(c, id, artifact), 200);
});

archive.openapi(readText, async (c) => {
	const { id, name } = c.req.valid("param");
	const { content, ...artifact } = await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.readText(name)),
	);
	return c.json({ ...(await present(c, id, artifact)), content }, 200);
});

archive.openapi(deleteText, async (c) => {
	const { id, name } = c.req.valid("param");
	await callSessionInView(
		c,
		id,
		inArchive((archived) => archived.removeText(name)),
	);
	return c.body(null, 204);
});

archive.all("/sessions/:id/actions", allowOnly("GET"));
archive.all("/sessions/:id/artifacts", allowOnly("GET"));
archive.all("/sessions/:id/artifacts/text/:name", allowOnly("GET", "PUT", "DELETE"));
archive.all("/sessions/:id/artifacts/:objectId", allowOnly("GET", "DELETE"));

async function present(
	c: Context<BerthEnv>,
	sessionId: string,
	{ metadata, ...artifact }: Artifact,
	expiresInMs?: number,
): Promise<schemas.ShownArtifact> {
	const publicUrl = await linkTo(c, sessionId, artifact, expiresInMs);
	return { ...artifact, publicUrl, ...(metadata !== undefined && { metadata: parseJson(metadata) }) };
}

const presentAction = (action: Action): schemas.ShownAction => ({ ...action });

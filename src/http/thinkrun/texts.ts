import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Artifact } from "../../domain/artifact.ts";
import { problem } from "../../domain/problem.ts";
import { parseJson } from "../../lib/json.ts";
import { requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { callSession, inArchive } from "../sessions.ts";
import { isoTime } from "./present.ts";
import * as schemas from "./schemas.ts";

const body = { content: { "application/json": { schema: schemas.newText } }, required: true };
const answers = { 200: json(schemas.textArtifact, "The text as it is kept") };

const save = createRoute({
	method: "post",
	path: "/api/sessions/{id}/artifacts",
	summary: "Keep a text in place of the one of that name",
	middleware: requireWrite,
	request: { params: schemas.idParams, body },
	responses: answers,
});

const saveNamed = createRoute({
	method: "post",
	path: "/api/sessions/{id}/artifacts/{name}",
	summary: "The same, with the name in the path",
	middleware: requireWrite,
	request: { params: schemas.textParams, body },
	responses: answers,
});

const read = createRoute({
	method: "get",
	path: "/api/sessions/{id}/artifacts/{name}",
	summary: "A text by its name; also after the session's end",
	request: { params: schemas.textParams },
	responses: { 200: json(schemas.textArtifact, "The text") },
});

const remove = createRoute({
	method: "delete",
	path: "/api/sessions/{id}/artifacts/{name}",
	summary: "Remove a text by its name",
	middleware: requireWrite,
	request: { params: schemas.textParams },
	responses: { 204: { description: "It is gone" } },
});

/** Texts that are kept with a session under names of their own; below the sessions, which ask who it is. */
export const thinkrunTexts = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

thinkrunTexts.openapi(save, async (c) =>
	c.json(await keep(c, c.req.valid("param").id, c.req.valid("json")), 200),
);

thinkrunTexts.openapi(saveNamed, async (c) => {
	const { id, name } = c.req.valid("param");
	const asked = c.req.valid("json");
	if (asked.name !== undefined && asked.name !== name)
		throw new ProblemError(problem("invalid_request", "name: is another one than in the path"));
	return c.json(await keep(c, id, { ...asked, name }), 200);
});

thinkrunTexts.openapi(read, async (c) => {
	const { id, name } = c.req.valid("param");
	const { content, ...artifact } = await callSession(
		c,
		id,
		inArchive((archive) => archive.readText(name)),
	);
	return c.json(present(artifact, content), 200);
});

thinkrunTexts.openapi(remove, async (c) => {
	const { id, name } = c.req.valid("param");
	await callSession(
		c,
		id,
		inArchive((archive) => archive.removeText(name)),
	);
	return c.body(null, 204);
});

thinkrunTexts.all("/api/sessions/:id/artifacts", allowOnly("GET", "POST"));
thinkrunTexts.all("/api/sessions/:id/artifacts/:name", allowOnly("GET", "POST", "DELETE"));

async function keep(
	c: Context<BerthEnv>,
	id: string,
	{ name, content, contentType, metadata }: z.output<typeof schemas.newText>,
) {
	if (name === undefined) throw new ProblemError(problem("invalid_request", "name: is missing"));
	const text = { content, contentType, metadata: metadata && JSON.stringify(metadata) };
	const kept = await callSession(
		c,
		id,
		inArchive((archive) => archive.saveText(name, text)),
	);
	return present(kept, content);
}

const present = ({ name, contentType, createdAt, metadata }: Artifact, content: string) => ({
	name,
	content,
	contentType,
	createdAt: isoTime(createdAt),
	...(metadata !== undefined && { metadata: parseJson(metadata) }),
});

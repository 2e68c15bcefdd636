import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { RECORDING_ARTIFACT } from "../../domain/recording.ts";
import { streamOf } from "../../lib/stream.ts";
import { replayLink } from "../../links/replay-token.ts";
import { linkTo } from "../artifact-links.ts";
import { requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { linkSource } from "../link-source.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { eventsIn } from "../recorded-events.ts";
import { authenticateForReplay } from "../replay-access.ts";
import { callSessionInView, inArchive, sessionInView } from "../sessions.ts";
import { recordedOf } from "../recorded.ts";
import * as schemas from "./recording-schemas.ts";
import { sessionParams } from "./session-schemas.ts";

const read = createRoute({
	method: "get",
	path: "/sessions/{id}/recording",
	summary: "What was recorded of a session's pages, in figures; also while it is",
	request: { params: sessionParams, query: schemas.recordingQuery },
	responses: { 200: json(schemas.recording, "Each tab, and fresh links") },
});

const readTab = createRoute({
	method: "get",
	path: "/sessions/{id}/recording/{tab}",
	summary: "The events of one tab, oldest first; also while it is recorded",
	request: { params: schemas.tabParams, query: schemas.chunkQuery },
	responses: { 200: json(schemas.recordedTab, "rrweb's events, with `next` to ask `after` for more") },
});

const remove = createRoute({
	method: "delete",
	path: "/sessions/{id}/recording",
	summary: "Remove what was recorded; where the session goes on, no more is",
	middleware: requireWrite,
	request: { params: sessionParams },
	responses: { 204: { description: "It is gone, for links that are about too" } },
});

/** What sessions' pages showed, for their owners and for whoever has the link to a replay. */
export const recordings = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

recordings.use("/sessions/:id/recording", authenticateForReplay);
recordings.use("/sessions/:id/recording/*", authenticateForReplay);

recordings.openapi(read, async (c) => {
	const { id } = c.req.valid("param");
	const summary = await recordedOf(c, await sessionInView(c, id)).summary();
	const { expiresInMs } = c.req.valid("query");
	const publicUrl = await linkTo(c, id, RECORDING_ARTIFACT, expiresInMs);
	const replayUrl = await replayLink({ ...linkSource(c, id), expiresInMs });
	return c.json({ ...summary, tabs: [...summary.tabs], publicUrl, replayUrl }, 200);
});

recordings.openapi(readTab, async (c) => {
	const { id, tab } = c.req.valid("param");
	const recorded = recordedOf(c, await sessionInView(c, id));
	const { chunks, next } = await recorded.chunks({ tab, ...c.req.valid("query") });
	const head = JSON.stringify({ tab, next });
	async function* parts() {
		yield `${head.slice(0, -1)},"events":`;
		yield* eventsIn(recorded, chunks);
		yield "}";
	}
	return c.body(streamOf(parts()), 200, { "content-type": "application/json" }) as never;
});

recordings.openapi(remove, async (c) => {
	await callSessionInView(
		c,
		c.req.valid("param").id,
		inArchive((archive) => archive.removeRecording()),
	);
	return c.body(null, 204);
});

recordings.all("/sessions/:id/recording", allowOnly("GET", "DELETE"));
recordings.all("/sessions/:id/recording/:tab", allowOnly("GET"));

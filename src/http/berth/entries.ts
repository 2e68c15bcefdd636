import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Entry } from "../../domain/entry.ts";
import { eventsUrl } from "../../domain/events.ts";
import { admissionOf } from "../../domain/principal.ts";
import type { Session } from "../../session/session.ts";
import { streamOf } from "../../lib/stream.ts";
import { authenticate } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { lastEventId, openStream, refuseHead } from "../event-streams.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { authenticateForReplay } from "../replay-access.ts";
import { callSessionInView } from "../sessions.ts";
import * as schemas from "./entry-schemas.ts";
import { harFrom, type NetworkEntry } from "./har.ts";
import { sessionParams } from "./session-schemas.ts";

/** A call of the session's object gives so many at most: an answer over 32 MiB can't pass. */
const HAR_PAGE = 500;

const list = createRoute({
	method: "get",
	path: "/sessions/{id}/log",
	summary: "What happened in a session, oldest first",
	request: { params: sessionParams, query: schemas.entryQuery },
	responses: { 200: json(schemas.entryPage, "A page of it, with `next` to ask `after` when there is more") },
});

const stream = createRoute({
	method: "get",
	path: "/sessions/{id}/events",
	summary: "What happened in a session from its start, and what happens, as server-sent events",
	request: { params: sessionParams, query: schemas.eventQuery },
	responses: {
		200: {
			content: { "text/event-stream": { schema: z.string() } },
			description: "An event of its kind for each entry, `dropped` for those that are gone, and one `end`",
		},
	},
});

const archive = createRoute({
	method: "get",
	path: "/sessions/{id}/har",
	summary: "The session's requests, as HAR 1.2",
	request: { params: sessionParams },
	responses: { 200: json(schemas.har, "An HTTP archive, without bodies") },
});

/** What a session remembers of what happened in it; for as long as it is remembered itself. */
export const entries = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

entries.use("/sessions/:id/log", authenticateForReplay);
for (const path of ["events", "har"]) entries.use(`/sessions/:id/${path}`, authenticate);
entries.use("/sessions/:id/events", refuseHead);

entries.openapi(list, async (c) => {
	const { id } = c.req.valid("param");
	const page = await callSessionInView(c, id, (session) => session.entries(c.req.valid("query")));
	return c.json({ ...page, entries: [...page.entries] }, 200);
});

entries.openapi(stream, async (c) => {
	const { after, ...filter } = c.req.valid("query");
	const request = { ...filter, after: lastEventId(c) ?? after, admission: admissionOf(c.var.principal) };
	return callSessionInView(c, c.req.valid("param").id, openStream(eventsUrl(request)));
});

entries.openapi(archive, async (c) => {
	const { id } = c.req.valid("param");
	const description = await callSessionInView(c, id, (session) => session.describe());
	const requests: NetworkEntry[] = [];
	const pages: Entry[] = [];
	for (let after: number | undefined = 0; after !== undefined;) {
		const query = { after, limit: HAR_PAGE, kinds: ["network", "navigation"] as const };
		const page = await readEntries(c, id, query);
		for (const entry of page.entries)
			if (entry.kind === "network") requests.push(entry);
			else pages.push(entry);
		after = page.next;
	}
	c.header("content-disposition", `attachment; filename="${description.record.id}.har"`);
	return c.body(streamOf(harFrom(requests, pages)), 200, { "content-type": "application/json" }) as never;
});

entries.all("/sessions/:id/log", allowOnly("GET"));
entries.all("/sessions/:id/events", allowOnly("GET"));
entries.all("/sessions/:id/har", allowOnly("GET"));

const readEntries = (c: Context<BerthEnv>, id: string, query: Parameters<Session["entries"]>[0]) =>
	callSessionInView(c, id, (session) => session.entries(query));

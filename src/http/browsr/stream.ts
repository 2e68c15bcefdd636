import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Admission } from "../../domain/admission.ts";
import { framesUrl } from "../../domain/frames.ts";
import { admissionOf } from "../../domain/principal.ts";
import { problem } from "../../domain/problem.ts";
import { verifyFrameToken } from "../../links/frame-token.ts";
import { authenticateByApiKey } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { lastEventId, openStream, refuseHead } from "../event-streams.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { callSessionInView, signedSession } from "../sessions.ts";
import { streamQuery } from "./frame-schemas.ts";

const watch = createRoute({
	method: "get",
	path: "/sse",
	summary: "Live frames of a session, as server-sent events",
	request: { query: streamQuery },
	responses: {
		200: {
			content: { "text/event-stream": { schema: z.string() } },
			description: "Events `frame`, and one `end` with the close reason",
		},
	},
});

/** A page anywhere may watch: the right to it is in the URL, and there are no cookies that a browser could add. */
const allowAnyOrigin = cors({
	origin: "*",
	allowMethods: ["GET"],
	allowHeaders: ["Authorization", "Last-Event-ID"],
	maxAge: 86_400,
});

/** Who brings no frame token needs one of the account. */
const authenticateUnlessSigned = createMiddleware<BerthEnv>(async (c, next) =>
	c.req.query("token") === undefined ? authenticateByApiKey(c, next) : next(),
);

/** Live frames, for whoever holds a frame token or a token of the session's account. */
export const stream = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

stream.use("/sse", allowAnyOrigin, refuseHead);
stream.get("/sse", authenticateUnlessSigned);

stream.openapi(watch, async (c) => {
	const { session_id, token, with_boxes, ...picture } = c.req.valid("query");
	// Live pictures have no past, but their numbers go on.
	const lastId = lastEventId(c) ?? 0;
	const openBy = (admission: Admission) =>
		openStream(framesUrl({ ...picture, hasBoxes: with_boxes, lastId, admission }));
	if (token === undefined) return callSessionInView(c, session_id, openBy(admissionOf(c.var.principal)));

	const link = await verifyFrameToken(c.var.config.signingSecret, token);
	if (link === undefined)
		throw new ProblemError(problem("unauthenticated", "token: it has expired, or was never valid."));
	if (link.sessionId !== session_id)
		throw new ProblemError(problem("forbidden", "token: it is for another session."));
	return (await signedSession(c, link)).call(openBy(link.admission));
});

stream.all("/sse", allowOnly("GET"));

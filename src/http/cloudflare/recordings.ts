import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { problem } from "../../domain/problem.ts";
import { streamOf } from "../../lib/stream.ts";
import { authenticate, authorizeAccount } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { wholeRecording } from "../recorded-events.ts";
import { recordedOf } from "../recorded.ts";
import { sessionOfAccount } from "../sessions.ts";
import { answers } from "./operations.ts";
import { recording, sessionParams } from "./schemas.ts";

const readRecording = createRoute({
	method: "get",
	path: "/{session_id}",
	summary: "What a session's pages showed, once it has ended",
	request: { params: sessionParams },
	responses: answers(z.object({ success: z.literal(true), result: recording }), "rrweb's events of each tab"),
});

/** Cloudflare's `/recording`: it wraps its answer, as the `/devtools` do not. */
export const recordings = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

recordings.use(authenticate, authorizeAccount);

recordings.openapi(readRecording, async (c) => {
	const { session_id } = c.req.valid("param");
	// Only of the account in the path, whoever asks.
	const recorded = recordedOf(c, await sessionOfAccount(c, session_id));
	const summary = await recorded.summary();
	if (summary.state === "recording") throw new ProblemError(notYet);
	async function* parts() {
		yield '{"success":true,"result":';
		yield* wholeRecording(recorded, summary);
		yield "}";
	}
	return c.body(streamOf(parts()), 200, { "content-type": "application/json" }) as never;
});

recordings.all("/:session_id", allowOnly("GET"));

const notYet = problem("recording_not_found", "The recording is not there yet: the session has not ended.");

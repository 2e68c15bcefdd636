import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { BatchReport } from "../../commands/runner.ts";
import { refuse, ok, type Result } from "../../domain/result.ts";
import type { Session } from "../../session/session.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { askSession } from "./implicit-session.ts";

const LONGEST_WAIT_MS = 30_000;

/** As Browsr's own libraries name them; the command says what they are without. */
const body = knownFields({
	session_id: z.string().optional(),
	headless: z.boolean().optional(),
	wait_ms: z.number().int().min(0).max(LONGEST_WAIT_MS).default(0),
	use_image: z.boolean().optional(),
	full_page: z.boolean().optional(),
	with_overlay: z.boolean().optional(),
	include_content: z.boolean().optional(),
	include_hidden: z.boolean().optional(),
	max_elements: z.number().int().min(0).max(300).optional(),
	max_chars: z.number().int().min(100).max(200_000).optional(),
});

const observation = z
	.object({
		success: z.literal(true),
		url: z.string(),
		title: z.string().optional(),
		/** A PNG in base64. */
		screenshot: z.string().optional(),
		elements: z.array(z.unknown().openapi({ type: "object" })),
		text: z.string().optional(),
		session_id: z.string(),
	})
	.loose()
	.openapi("BrowsrObservation");

const operation = createRoute({
	method: "post",
	path: "/observe",
	summary: "What an agent needs to know of a session's page, in one answer",
	// It changes nothing in the page, yet it is a use of the session: it keeps it alive, and others wait for their turn.
	middleware: [authenticateByApiKey, accountOfToken, requireWrite] as const,
	request: { body: { content: { "application/json": { schema: body } }, required: false } },
	responses: { 200: json(observation, "The page") },
});

/** Browsr's observation. */
export const browsrObserve = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

browsrObserve.openapi(operation, async (c) => {
	const { session_id, headless: _, wait_ms, ...data } = c.req.valid("json");
	const commands = [
		{ command: "wait", data: { ms: wait_ms } },
		{ command: "observe", data },
	];
	const ask = async (stub: DurableObjectStub<Session>): Promise<Result<object>> => {
		const report: Result<BatchReport> = await stub.run(commands);
		if (!report.ok) return report;
		const last = report.value.results.at(-1);
		return last?.problem === undefined ? ok((last?.data ?? {}) as object) : refuse(last.problem);
	};
	const { sessionId, answer } = await askSession(c, session_id, ask);
	// The command's own data, whose shape its schema does not know.
	const page = answer as { readonly url: string; readonly elements: unknown[] };
	return c.json({ success: true as const, ...page, session_id: sessionId }, 200);
});

browsrObserve.all("/observe", authenticateByApiKey, allowOnly("POST"));

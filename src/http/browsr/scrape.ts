import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { CONTENT_FORMATS, type ContentFormat } from "../../content/formats.ts";
import { problem } from "../../domain/problem.ts";
import type { Result } from "../../domain/result.ts";
import type { Scraped } from "../../session/scrape.ts";
import type { Session } from "../../session/session.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { presentArtifact } from "./present-artifact.ts";
import { callSession, createSession } from "../sessions.ts";

const MAX_WAIT_FOR_MS = 30_000;
/** How long a scrape without a session waits for one. */
const SESSION_WAIT_MS = 30_000;

const MODEL_FORMATS = ["json", "summary", "agent"] as const;
const FORMATS = [...CONTENT_FORMATS, "screenshot", ...MODEL_FORMATS] as const;

const fields = z.strictObject({
	url: z
		.string()
		.max(8192)
		.refine((text) => /^(?:https?|data):/i.test(text) && URL.canParse(text), {
			error: "must be an http, https or data URL",
		}),
	session_id: z.string().optional(),
	formats: z.array(z.enum(FORMATS)).min(1).default(["markdown"]),
	wait_for: z.number().int().min(0).max(MAX_WAIT_FOR_MS).default(0),
	only_main_content: z.boolean().default(true),
});

/** The names that Browsr's own libraries use beside the documented ones. */
const SNAKE: Record<string, string> = {
	sessionId: "session_id",
	waitFor: "wait_for",
	onlyMainContent: "only_main_content",
};

const body = z
	.record(z.string(), z.unknown())
	.transform((given) =>
		Object.fromEntries(Object.entries(given).map(([key, value]) => [SNAKE[key] ?? key, value])),
	)
	.pipe(fields);

const scraped = z
	.object({
		success: z.literal(true),
		data: z.unknown().openapi({ type: "object", description: "A field for each format, and `metadata`" }),
		/** The screenshot as it is kept, or why it is not. */
		artifact: z.object({ object_id: z.string(), url: z.string() }).optional(),
		artifact_skipped: z.string().optional(),
		session_id: z.string(),
	})
	.openapi("BrowsrScrape");

const operation = createRoute({
	method: "post",
	path: "/v1/scrape",
	summary: "Load a page, and give its content in the formats that are asked for",
	middleware: [authenticateByApiKey, accountOfToken, requireWrite] as const,
	request: { body: { content: { "application/json": { schema: body } }, required: true } },
	responses: { 200: json(scraped, "The page") },
});

/** Browsr's scrape. */
export const browsrScrape = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

browsrScrape.openapi(operation, async (c) => {
	const { url, session_id, formats, wait_for, only_main_content } = c.req.valid("json");
	const needsModel = MODEL_FORMATS.find((format) => formats.includes(format));
	if (needsModel !== undefined)
		throw new ProblemError(
			problem("model_not_configured", `formats: ${needsModel} needs a model, and this Berth has none.`),
		);
	const request = {
		url,
		formats: formats.filter(isContentFormat),
		onlyMainContent: only_main_content,
		waitMs: wait_for,
		hasScreenshot: formats.includes("screenshot"),
	};
	const ask = (stub: DurableObjectStub<Session>): Promise<Result<Scraped>> => stub.scrape(request);
	if (session_id !== undefined) {
		return c.json(await present(c, await callSession(c, session_id, ask), session_id), 200);
	}
	// It stays for a while: a call that follows can use it, and one that is left costs nothing.
	const options = { keepAliveMs: c.var.config.implicitIdleMs, waitMs: SESSION_WAIT_MS };
	const { session, first } = await createSession(c, options, ask);
	return c.json(await present(c, first, session.id), 200);
});

browsrScrape.all("/v1/scrape", authenticateByApiKey, allowOnly("POST"));

async function present(c: Context<BerthEnv>, { content, screenshot, kept }: Scraped, sessionId: string) {
	return {
		success: true as const,
		data: { ...content, screenshot },
		...(kept?.ok === true && { artifact: await presentArtifact(c, sessionId, kept.value) }),
		...(kept?.ok === false && { artifact_skipped: kept.problem.message }),
		session_id: sessionId,
	};
}

const isContentFormat = (format: (typeof FORMATS)[number]): format is ContentFormat =>
	CONTENT_FORMATS.some((each) => each === format);

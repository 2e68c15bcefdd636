import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Result } from "../../domain/result.ts";
import type { Scraped } from "../../session/pages/scrape.ts";
import type { Session } from "../../session/session.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { presentArtifact } from "./present-artifact.ts";
import { askSession } from "./implicit-session.ts";
import { ModelFormats } from "./model-formats.ts";
import { pageFields, pageUrl, selectionOf } from "./page-request.ts";
import { scrapeActions } from "./scrape-actions.ts";

const body = knownFields({ url: pageUrl(["http", "https", "data"]), actions: scrapeActions, ...pageFields });

const scraped = z
	.object({
		success: z.literal(true),
		data: z.unknown().openapi({
			type: "object",
			description:
				"A field for each format, `metadata`, `actions` (what each gave back, in their order), and `truncated`: the formats of which the page was too big",
		}),
		/** The screenshot as it is kept, or why it is not. */
		artifact: z.object({ object_id: z.string(), url: z.string() }).optional(),
		artifact_skipped: z.string().optional(),
		session_id: z.string(),
	})
	.openapi("BrowsrScrape");

const operation = createRoute({
	method: "post",
	path: "/v1/scrape",
	summary: "Load a page, act in it, and give its content in the formats that are asked for",
	middleware: [authenticateByApiKey, accountOfToken, requireWrite] as const,
	request: { body: { content: { "application/json": { schema: body } }, required: true } },
	responses: { 200: json(scraped, "The page") },
});

/** Browsr's scrape. */
export const browsrScrape = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

browsrScrape.openapi(operation, async (c) => {
	const { url, session_id, formats, wait_for, only_main_content, include_hidden, actions, json_options } =
		c.req.valid("json");
	const modelFormats = await ModelFormats.of(c, formats, json_options);
	const request = {
		url,
		waitMs: wait_for,
		actions,
		...selectionOf(formats, only_main_content, include_hidden),
	};
	const ask = (stub: DurableObjectStub<Session>): Promise<Result<Scraped>> => stub.scrape(request);
	const { sessionId, answer } = await askSession(c, session_id, ask);
	const { content, screenshot, kept, actions: outcomes } = answer;
	const made = await modelFormats?.make(content.markdown ?? "", { signal: c.req.raw.signal });
	if (made?.ok === false) throw new ProblemError(made.problem);
	const truncated = modelFormats?.cut(answer.truncated, made?.value.isPageCut === false) ?? answer.truncated;
	const data = {
		...(made === undefined ? content : modelFormats?.join(content, made.value)),
		screenshot,
		...(truncated.length > 0 && { truncated }),
		...(actions.length > 0 && { actions: outcomes.map((outcome) => outcome ?? null) }),
	};
	const stored = {
		...(kept?.ok === true && { artifact: await presentArtifact(c, sessionId, kept.value) }),
		...(kept?.ok === false && { artifact_skipped: kept.problem.message }),
	};
	return c.json({ success: true as const, data, ...stored, session_id: sessionId }, 200);
});

browsrScrape.all("/v1/scrape", authenticateByApiKey, allowOnly("POST"));

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { MOST_TOKENS, tokenCount } from "../../content/path-glob.ts";
import type { Result } from "../../domain/result.ts";
import type { CrawlOutcome } from "../../session/pages/browsing.ts";
import type { CrawledPage, CrawlStop } from "../../session/crawl/crawl-report.ts";
import type { Session } from "../../session/session.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { askSession } from "./implicit-session.ts";
import { type ModelOutcome, readCrawl } from "./crawl-model.ts";
import { ModelFormats } from "./model-formats.ts";
import { pageFields, pageUrl, selectionOf } from "./page-request.ts";

const globs = z
	.array(z.string().min(1).max(500))
	.max(50)
	.default([])
	// The globs are tried on each link, by one isolate that serves everybody.
	.refine((given) => tokenCount(given) <= MOST_TOKENS, {
		error: `with all alternatives they are longer than ${MOST_TOKENS} characters`,
	});

const body = knownFields({
	url: pageUrl(["http", "https"]),
	limit: z.number().int().min(1).max(100).default(10),
	max_depth: z.number().int().min(0).max(10).default(2),
	include_paths: globs,
	exclude_paths: globs,
	ignore_robots: z.boolean().default(false),
	timeout_ms: z.number().int().min(1_000).max(600_000).default(120_000),
	concurrency: z.number().int().min(1).max(5).default(3),
	...pageFields,
});

const crawled = z
	.object({
		success: z.literal(true),
		/** Pages that were visited, or would have been next. */
		total: z.number(),
		/** Those of `data` that could be loaded. */
		completed: z.number(),
		/** As a scrape's `data`, in the order in which they were found; a page that failed has `metadata.error`. */
		data: z.array(z.unknown().openapi({ type: "object" })),
		session_id: z.string(),
		/** Why it ended before there was nothing left. */
		stopped: z.enum(["limit", "timeout", "size", "browser_lost"]).optional(),
		message: z.string().optional(),
	})
	.openapi("BrowsrCrawl");

const operation = createRoute({
	method: "post",
	path: "/v1/crawl",
	summary: "Load a page and those of its host that it leads to, and give their content",
	middleware: [authenticateByApiKey, accountOfToken, requireWrite] as const,
	request: { body: { content: { "application/json": { schema: body } }, required: true } },
	responses: { 200: json(crawled, "The pages") },
});

/** Browsr's crawl. */
export const browsrCrawl = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

browsrCrawl.openapi(operation, async (c) => {
	const { url, session_id, formats, only_main_content, include_hidden, ...given } = c.req.valid("json");
	const modelFormats = await ModelFormats.of(c, formats, given.json_options);
	const request = {
		url,
		limit: given.limit,
		maxDepth: given.max_depth,
		includePaths: given.include_paths,
		excludePaths: given.exclude_paths,
		ignoresRobots: given.ignore_robots,
		timeoutMs: given.timeout_ms,
		concurrency: given.concurrency,
		waitMs: given.wait_for,
		...selectionOf(formats, only_main_content, include_hidden),
	};
	const ask = (stub: DurableObjectStub<Session>): Promise<Result<CrawlOutcome>> => stub.crawl(request);
	const { sessionId, answer } = await askSession(c, session_id, ask);
	const { pages, total, stopped, lost } = answer;
	const made = modelFormats && (await readCrawl(modelFormats, pages, c.req.raw.signal));
	return c.json(
		{
			success: true as const,
			total,
			completed: pages.filter((page) => page.problem === undefined).length,
			data: pages.map((page) =>
				modelFormats === undefined ? presentPage(page) : presentRead(page, modelFormats, made?.get(page)),
			),
			session_id: sessionId,
			stopped,
			message: lost?.message ?? (stopped && MESSAGES[stopped]),
		},
		200,
	);
});

browsrCrawl.all("/v1/crawl", authenticateByApiKey, allowOnly("POST"));

const MESSAGES: Readonly<Record<CrawlStop, string>> = {
	limit: "The site has more pages than limit.",
	timeout: "timeout_ms was over before all pages were visited.",
	size: "The pages that were visited are as much as one answer can hold.",
	browser_lost: "The browser was lost.",
};

function presentPage({ url, depth, content, screenshot, truncated, problem }: CrawledPage): object {
	if (problem !== undefined) {
		const { code, message } = problem;
		return { metadata: { sourceURL: url, url, status_code: null, depth, error: message, code } };
	}
	return { ...content, screenshot, metadata: { ...content?.metadata, depth }, truncated };
}

/** A page with what became of it at the model: an error of that is none of the page's. */
function presentRead(
	{ content, truncated = [], ...page }: CrawledPage,
	formats: ModelFormats,
	outcome: ModelOutcome = { kind: "left" },
): object {
	if (content === undefined) return presentPage(page);
	const isCut = outcome.kind === "left" || (outcome.kind === "made" && outcome.content.isPageCut);
	const cut = formats.cut(truncated, !isCut);
	const made = outcome.kind === "made" ? outcome.content : {};
	const { code, message } = outcome.kind === "failed" ? outcome.problem : {};
	return {
		...formats.join(content, made),
		screenshot: page.screenshot,
		metadata: { ...content.metadata, depth: page.depth },
		...(code !== undefined && { model_error: { error: message, code } }),
		...(cut.length > 0 && { truncated: cut }),
	};
}

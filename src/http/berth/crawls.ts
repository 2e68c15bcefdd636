import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { pageOfCrawls } from "../../catalog/crawls.ts";
import { CRAWL_STATUSES, PAGE_STATUSES } from "../../domain/crawl/job.ts";
import { accountInView, authenticate } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { callCrawl, crawlInView } from "../crawls.ts";
import { accountId, integer, json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";
import { cursor, cursorAt } from "./session-cursor.ts";

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

const limit = integer(1, MAX_LIMIT)
	.optional()
	.transform((asked) => asked ?? DEFAULT_LIMIT)
	.openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT });

const time = () => z.number().openapi({ description: "Epoch milliseconds" });

const shownCrawl = z
	.object({
		id: z.string(),
		account: z.string(),
		url: z.string().openapi({ description: "Where it began" }),
		status: z.enum(CRAWL_STATUSES),
		createdAt: time(),
		finishedAt: time().optional(),
		total: z.number().openapi({ description: "Addresses in the job, but for those that were skipped" }),
		finished: z.number(),
		skipped: z.number(),
		browserMs: z.number().openapi({ description: "How long browsers worked for it, in milliseconds" }),
	})
	.openapi("CrawlSummary");

const shownPage = z
	.object({
		seq: z.number().openapi({ description: "Its place: Cloudflare's route gives it after the one before" }),
		url: z.string(),
		status: z.enum(PAGE_STATUSES),
		metadata: z.object({ status: z.number(), url: z.string(), title: z.string().optional() }).optional(),
		size: z.number().openapi({ description: "Bytes of its content" }),
		reason: z.string().optional().openapi({ description: "Why it has none" }),
	})
	.openapi("CrawledPage");

const params = z.object({ id: z.string() });

const list = createRoute({
	method: "get",
	path: "/crawls",
	summary: "Crawl jobs of the token's account, or of all for the admin, newest first",
	request: {
		query: z.strictObject({
			account: accountId.optional(),
			limit,
			cursor: cursor.optional().openapi({ description: "Where the page before it ended" }),
		}),
	},
	responses: {
		200: json(
			z.object({ crawls: z.array(shownCrawl), cursor: z.string().optional() }),
			"A page of them, with a cursor when there is more",
		),
	},
});

const read = createRoute({
	method: "get",
	path: "/crawls/{id}",
	summary: "One crawl job, as it is now",
	request: { params },
	responses: { 200: json(shownCrawl, "The job") },
});

const pages = createRoute({
	method: "get",
	path: "/crawls/{id}/pages",
	summary: "What became of the addresses of a crawl job, without their content",
	request: {
		params,
		query: z.strictObject({
			status: z.enum(PAGE_STATUSES).optional(),
			limit,
			cursor: integer(0, Number.MAX_SAFE_INTEGER)
				.optional()
				.openapi({ type: "string", description: "Where the page before it ended" }),
		}),
	},
	responses: {
		200: json(
			z.object({ pages: z.array(shownPage), cursor: z.string().optional() }),
			"A page of them in the order in which they were found, with a cursor when there is more",
		),
	},
});

/** Berth's own view of crawl jobs. */
export const crawls = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

crawls.use("/crawls/*", authenticate);

crawls.openapi(list, async (c) => {
	const { account: asked, limit: most, cursor: position } = c.req.valid("query");
	const { CATALOG } = c.env;
	const after = position && { createdAt: position.startTime, id: position.id };
	const account = accountInView(c.var.principal, asked);
	const found = await readCatalog(CATALOG, () => pageOfCrawls(CATALOG, account, { limit: most, after }));
	const { next } = found;
	return c.json(
		{
			crawls: [...found.crawls],
			...(next !== undefined && { cursor: cursorAt({ startTime: next.createdAt, id: next.id }) }),
		},
		200,
	);
});

crawls.openapi(read, async (c) => {
	const row = await crawlInView(c, c.req.valid("param").id);
	const query = { after: Number.MAX_SAFE_INTEGER, limit: 1, mostBytes: 0 };
	const { progress } = await callCrawl(c, row.id, (job) => job.records(query));
	return c.json({ ...row, ...progress }, 200);
});

crawls.openapi(pages, async (c) => {
	const { id } = await crawlInView(c, c.req.valid("param").id);
	const { status, limit: most, cursor: after = 0 } = c.req.valid("query");
	const query = { after, limit: most, status, mostBytes: Number.MAX_SAFE_INTEGER };
	const { records, next } = await callCrawl(c, id, (job) => job.records(query));
	return c.json({ pages: [...records], ...(next !== undefined && { cursor: String(next) }) }, 200);
});

crawls.all("/crawls", allowOnly("GET"));
crawls.all("/crawls/:id", allowOnly("GET"));
crawls.all("/crawls/:id/pages", allowOnly("GET"));

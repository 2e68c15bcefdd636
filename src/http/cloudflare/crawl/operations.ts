import { createRoute, z } from "@hono/zod-openapi";
import { CRAWL_STATUSES, PAGE_STATUSES } from "../../../domain/crawl/job.ts";
import { crawlBody } from "../../../domain/crawl/request.ts";
import { requireWrite } from "../../auth.ts";
import { integer, json } from "../../declarations.ts";
import { MOST_CACHE_S } from "../quick/asked.ts";
import { accountParams, failure } from "../schemas.ts";

/** Crawl jobs, declared: what each operation takes, and what it answers. */

/** Records of one answer: each may be an object of R2's. */
const MOST_RECORDS = 1_000;

const ERRORS = {
	400: "Bad input, or the site does not want it",
	401: "Authentication error",
	403: "Not this account, or not this right",
	404: "No such crawl job",
	429: "As many jobs run as may",
	501: "It needs a language model",
	503: "The catalog, or the bucket, does not answer",
} as const;

const errors = Object.fromEntries(
	Object.entries(ERRORS).map(([status, description]) => [status, json(failure, description)]),
) as Record<keyof typeof ERRORS, ReturnType<typeof json<typeof failure>>>;

const answers = <Schema extends z.ZodType>(result: Schema, description: string) => ({
	200: json(z.object({ success: z.literal(true), result }), description),
	...errors,
});

const cacheTTL = integer(0, MOST_CACHE_S)
	.optional()
	.openapi({ type: "integer", description: "Taken and passed over: nothing here is cached by time" });

const jobParams = accountParams.extend({
	job_id: z.string().openapi({ param: { name: "job_id", in: "path" }, format: "uuid" }),
});

export const recordsQuery = z.strictObject({
	cursor: integer(0, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((cursor) => cursor ?? 0)
		.openapi({ type: "integer", default: 0, description: "Where the page before it ended" }),
	limit: integer(1, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((limit) => Math.min(limit ?? MOST_RECORDS, MOST_RECORDS))
		.openapi({ type: "integer", minimum: 1, default: MOST_RECORDS }),
	status: z.enum(PAGE_STATUSES).optional(),
	cacheTTL,
});

const record = z
	.object({
		url: z.string(),
		status: z.enum(PAGE_STATUSES),
		html: z.string().optional(),
		markdown: z.string().optional(),
		json: z.unknown().optional().openapi({ type: "object" }),
		metadata: z
			.object({ status: z.number(), title: z.string().optional(), url: z.string() })
			.optional()
			.openapi({ description: "Absent for what was never fetched" }),
	})
	.openapi("CrawlRecord");

const job = z
	.object({
		id: z.string(),
		status: z.enum(CRAWL_STATUSES),
		browserSecondsUsed: z.number(),
		total: z.number().openapi({ description: "Addresses in the job, but for those that were skipped" }),
		finished: z.number(),
		skipped: z.number(),
		cursor: z.string().optional().openapi({ description: "There is more after it" }),
		records: z.array(record),
	})
	.openapi("CrawlJob");

export const startCrawl = createRoute({
	method: "post",
	path: "/crawl",
	summary: "Start a crawl job",
	middleware: requireWrite,
	request: {
		params: accountParams,
		query: z.strictObject({ cacheTTL }),
		body: { content: { "application/json": { schema: crawlBody } }, required: true },
	},
	responses: answers(z.string().openapi({ format: "uuid" }), "The job's id"),
});

export const readCrawl = createRoute({
	method: "get",
	path: "/crawl/{job_id}",
	summary: "How far a crawl job has come, and what it has",
	request: { params: jobParams, query: recordsQuery },
	responses: answers(job, "A page of its records"),
});

export const cancelCrawl = createRoute({
	method: "delete",
	path: "/crawl/{job_id}",
	summary: "Cancel a crawl job",
	middleware: requireWrite,
	request: { params: jobParams },
	responses: answers(z.object({ job_id: z.string(), message: z.string() }), "It is over"),
});

export type CrawlBodyShown = z.infer<typeof job>;
export type RecordShown = z.infer<typeof record>;

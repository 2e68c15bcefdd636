import { OpenAPIHono } from "@hono/zod-openapi";
import { CrawlPages } from "../../../artifacts/crawl-pages.ts";
import { ArtifactObjects } from "../../../artifacts/objects.ts";
import type { Config } from "../../../domain/config.ts";
import type { CrawlBody } from "../../../domain/crawl/request.ts";
import { isRestricted } from "../../../domain/guardrails.ts";
import { type Problem, problem } from "../../../domain/problem.ts";
import { prepareJson } from "../../../model/extract-json.ts";
import { modelSurroundings } from "../../../model/providers.ts";
import { authenticate, authorizeAccount } from "../../auth.ts";
import { readCatalog } from "../../catalog-access.ts";
import { callerIn } from "../../caller.ts";
import type { BerthEnv } from "../../context.ts";
import { callCrawl, crawlOfAccount } from "../../crawls.ts";
import { allowOnly } from "../../method-not-allowed.ts";
import { ProblemError, valueOf } from "../../problem-error.ts";
import { trustOf } from "../../trust.ts";
import { presentIssues } from "../quick/present.ts";
import { cancelCrawl, readCrawl, startCrawl } from "./operations.ts";
import { orderFrom } from "./order.ts";
import { presentRecords } from "./present.ts";

/** What one answer may hold. */
const MOST_BYTES = 10 * 1024 * 1024;

/** Cloudflare's crawl jobs: parse, call, present. */
export const crawls = new OpenAPIHono<BerthEnv>({
	// As the quick actions do it: everything that is wrong, each with its place.
	defaultHook: (read) => (read.success ? undefined : presentIssues(read.error.issues)),
});

crawls.use("/crawl/*", authenticate, authorizeAccount);

crawls.openapi(startCrawl, async (c) => {
	// A job asks sites itself as well, not only with browsers.
	if (isRestricted(callerIn(c.env)?.guardrails ?? {})) throw new ProblemError(beyondGuardrails);
	const body = c.req.valid("json");
	const refused = refusalOf(body, c.var.config, c.env.ARTIFACTS !== undefined);
	if (refused !== undefined) throw new ProblemError(refused);
	const { CATALOG } = c.env;
	const { account, config } = c.var;
	if (body.jsonOptions !== undefined) {
		const surroundings = modelSurroundings(c.env, config.model, account);
		valueOf(await prepareJson(config.model, surroundings, body.jsonOptions));
	}
	const id = crypto.randomUUID();
	c.set("subject", id);
	const order = orderFrom(body, trustOf(c));
	// Its object writes its row: the tables have to be there before it does.
	await readCatalog(CATALOG, async () => {});
	await callCrawl(c, id, (job) => job.start(id, account, order));
	return c.json({ success: true as const, result: id }, 200);
});

crawls.openapi(readCrawl, async (c) => {
	const { job_id: id } = c.req.valid("param");
	const { account } = await crawlOfAccount(c, id);
	const { cursor: after, limit, status } = c.req.valid("query");
	const page = await callCrawl(c, id, (job) => job.records({ after, limit, status, mostBytes: MOST_BYTES }));
	const results = new CrawlPages(new ArtifactObjects(c.env.ARTIFACTS));
	const { progress, next } = page;
	const result = {
		id,
		status: progress.status,
		browserSecondsUsed: Math.round(progress.browserMs / 10) / 100,
		total: progress.total,
		finished: progress.finished,
		skipped: progress.skipped,
		...(next !== undefined && { cursor: String(next) }),
		records: await presentRecords(results, { account, jobId: id }, page.records),
	};
	return c.json({ success: true as const, result }, 200);
});

crawls.openapi(cancelCrawl, async (c) => {
	const { job_id: id } = c.req.valid("param");
	await crawlOfAccount(c, id);
	const status = await callCrawl(c, id, (job) => job.cancel());
	const message =
		status === "cancelled_by_user" ? "The crawl job is cancelled." : `The crawl job had ended: ${status}.`;
	return c.json({ success: true as const, result: { job_id: id, message } }, 200);
});

crawls.all("/crawl", allowOnly("POST"));
crawls.all("/crawl/:job_id", allowOnly("GET", "DELETE"));

const beyondGuardrails = problem(
	"forbidden",
	"A crawl job can't be kept within the guardrails of this binding. Use quick actions or a session, or a binding without guardrails.",
);

function refusalOf({ limit }: CrawlBody, { maxCrawlPages }: Config, hasBucket: boolean): Problem | undefined {
	if (limit > maxCrawlPages)
		return problem("invalid_request", `limit: this Berth crawls ${maxCrawlPages} pages (MAX_CRAWL_PAGES)`);
	if (!hasBucket)
		return problem(
			"artifacts_unavailable",
			"This Berth has no bucket (ARTIFACTS) to keep a crawl's results in.",
		);
	return undefined;
}

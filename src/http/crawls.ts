import type { Context } from "hono";
import { findCrawl } from "../catalog/crawls.ts";
import type { CrawlJob } from "../crawl/crawl-job.ts";
import type { CrawlSummary } from "../domain/crawl/job.ts";
import { mayAct } from "../domain/principal.ts";
import { problem } from "../domain/problem.ts";
import type { Result } from "../domain/result.ts";
import { readCatalog } from "./catalog-access.ts";
import type { BerthEnv } from "./context.ts";
import { faultOfCall, mayBeRetried } from "./object-faults.ts";
import { ProblemError, valueOf } from "./problem-error.ts";

type Ctx = Context<BerthEnv>;
type CrawlCall<T> = (job: DurableObjectStub<CrawlJob>) => Promise<Result<T>>;

/** A crawl job of the request's account, as the catalog has it; another account's answers as an unknown one. */
export const crawlOfAccount = (c: Ctx, id: string): Promise<CrawlSummary> =>
	find(c, id, (account) => account === c.var.account);

/** A crawl job of any account that the principal may act in; the others answer as unknown ones. */
export const crawlInView = (c: Ctx, id: string): Promise<CrawlSummary> =>
	find(c, id, (account) => mayAct(c.var.principal, account));

async function find(c: Ctx, id: string, mayCall: (account: string) => boolean): Promise<CrawlSummary> {
	const found = await readCatalog(c.env.CATALOG, () => findCrawl(c.env.CATALOG, id));
	if (found !== undefined && mayCall(found.account)) return found;
	throw new ProblemError(problem("crawl_not_found", "There is no such crawl job."));
}

/** One call of a job's object; once more, on a fresh stub, when the platform says that this may help. */
export async function callCrawl<T>(c: Ctx, id: string, call: CrawlCall<T>): Promise<T> {
	const ask = async () => valueOf(await call(c.env.CRAWL_JOB.getByName(id)));
	try {
		return await ask().catch((fault: unknown) => {
			if (mayBeRetried(fault)) return ask();
			throw fault;
		});
	} catch (fault) {
		throw faultOfCall(fault);
	}
}

import { DurableObject } from "cloudflare:workers";
import { CrawlPages } from "../artifacts/crawl-pages.ts";
import { ArtifactObjects } from "../artifacts/objects.ts";
import { addCrawl, forgetCrawl } from "../catalog/crawls.ts";
import { crawlAddress } from "../content/crawl-address.ts";
import { type Config, readConfig } from "../domain/config.ts";
import { type CrawlStatus, type RecordPage, type RecordQuery, RESULTS_KEPT_MS } from "../domain/crawl/job.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { describeFault, log } from "../lib/log.ts";
import { seal } from "../lib/seal.ts";
import { prepareJson } from "../model/extract-json.ts";
import { modelSurroundings } from "../model/providers.ts";
import { renderPage } from "../quick/render-page.ts";
import { assembleCrawl, purposeOf, secretsOf } from "./assembly.ts";
import type { Crawler } from "./crawler.ts";
import { type CrawlSecrets, type CrawlTrust, type CrawlWish, type JobRecord, JobStore } from "./job-store.ts";
import { Listing } from "./listing.ts";
import { readRecords } from "./page-records.ts";
import { PageTable } from "./page-table.ts";
import { CRAWLER } from "./plain-fetch.ts";
import { refusalOfAddress } from "./reachable.ts";
import type { RenderPage } from "./render-port.ts";
import { Sites } from "./sites.ts";

/** Should the object end while it works, its alarm rings again then. */
const GUARD_MS = 30_000;
const AGAIN_MS = 10_000;
/** A browser that was lost is replaced until then. */
const PAGE_AGAIN_MS = 3_000;
/** How often the catalog learns how far a job has come. */
const FOLLOW_MS = 5_000;
/** How long a page waits for a place in a browser before another has its turn. */
const PLACE_PATIENCE_MS = 30_000;

/** The platform's `fetch` takes no other object for its own. */
const OUTSIDE: Pick<Fetcher, "fetch"> = {
	fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init),
};

/** What a job is started with. */
export interface CrawlOrder {
	readonly wish: CrawlWish;
	readonly secrets: CrawlSecrets;
	readonly trust: CrawlTrust;
}

/**
 * One crawl job: the Durable Object that holds its addresses and works them off, driven by its alarm, so that it goes on
 * after whatever ends the object. RPC is its interface; callers have checked who is asking.
 */
export class CrawlJob extends DurableObject<Env> {
	readonly #config: Config;
	readonly #store: JobStore;
	readonly #results: CrawlPages;
	readonly #listing: Listing;
	#pages: PageTable | undefined;
	#crawler: Crawler | undefined;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		const config = readConfig(env);
		if (!config.ok) throw new Error(config.problem.message);
		this.#config = config.value;
		this.#store = new JobStore(ctx.storage.kv);
		this.#results = new CrawlPages(new ArtifactObjects(env.ARTIFACTS));
		this.#listing = new Listing(env.CATALOG, this.#store);
		// Whoever asks about the job first has it go on.
		if (this.#store.isRunning && this.#store.isWorking) void ctx.storage.setAlarm(Date.now());
	}

	/** Starts the job. Refuses what may not be asked for, or what the site does not want. */
	async start(id: string, account: string, order: CrawlOrder): Promise<Result<void>> {
		if (this.#store.job !== undefined) return ok(undefined);
		const { wish, trust, secrets } = order;
		const start = crawlAddress(wish.url);
		const refused = start === undefined ? tooLong : refusalOfAddress(start, trust);
		if (start === undefined || refused !== undefined) return refuse(refused ?? tooLong);
		const refusal = (url: URL) => refusalOfAddress(url, trust);
		const rules = await new Sites({ fetcher: OUTSIDE, wish, refusal }).of(start);
		if (rules.ok && !rules.value.allowsUse) return refuse(disallowed);
		const createdAt = Date.now();
		const row = { id, account, url: start.href, status: "running", createdAt, finished: 0 } as const;
		const most = this.#config.maxCrawlJobs;
		const figures = { total: 1, skipped: 0, browserMs: 0, revision: this.#store.nextRevision() };
		const isAdded = await addCrawl(this.env.CATALOG, { ...row, ...figures }, { now: createdAt, most });
		if (!isAdded) return refuse(tooMany(most));
		const plain = Uint8Array.from(new TextEncoder().encode(JSON.stringify(secrets)));
		const sealed = await seal(this.#config.encryptionSecret, purposeOf(id), plain);
		this.#store.job = {
			id,
			account,
			wish: { ...wish, url: start.href },
			trust,
			sealed,
			status: "running",
			createdAt,
			areSitemapsListed: false,
		};
		this.#tables().add(start, 0, "queued");
		await this.ctx.storage.setAlarm(Date.now());
		return ok(undefined);
	}

	/** Some of the job's records, with how far it has come. */
	async records(query: RecordQuery): Promise<Result<RecordPage>> {
		const { job } = this.#store;
		if (job === undefined) return refuse(unknownCrawl);
		const { total, finished, skipped, browserMs } = this.#tables().figures;
		const progress = { status: job.status, total, finished, skipped, browserMs };
		return ok({ progress, ...readRecords(this.ctx.storage.sql, query) });
	}

	/** Cancels the job at once, with the pages that are under way. Gives how it is then, which may be over before. */
	async cancel(): Promise<Result<CrawlStatus>> {
		if (this.#store.job === undefined) return refuse(unknownCrawl);
		if (this.#store.isRunning) await this.#end("cancelled_by_user");
		return ok(this.#store.job.status);
	}

	/** Lets the catalog follow. Gives the status; `undefined` when the object knows of no job. */
	async reconcile(): Promise<CrawlStatus | undefined> {
		const { job } = this.#store;
		if (job === undefined) return undefined;
		await this.#listing.follow(this.#tables());
		if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now());
		return job.status;
	}

	/** Removes all that there is of a job which is over; `false` when something may be left. */
	async forget(): Promise<boolean> {
		const { job } = this.#store;
		if (job === undefined) return true;
		if (job.finishedAt === undefined) return false;
		const owner = { account: job.account, jobId: job.id };
		const removed = await this.#results.deleteAll(owner, job.createdAt, job.finishedAt);
		if (!removed.ok) return false;
		await forgetCrawl(this.env.CATALOG, job.id);
		await this.ctx.storage.deleteAlarm();
		await this.ctx.storage.deleteAll();
		return true;
	}

	override async alarm(): Promise<void> {
		// The platform gives up on alarms that fail too often.
		const next = await this.#due().catch((fault: unknown) => {
			log("error", "crawl.alarm_failed", { fault: describeFault(fault) });
			return Date.now() + AGAIN_MS;
		});
		if (next !== undefined) await this.ctx.storage.setAlarm(next);
	}

	/** Does what is due; gives when there will be more. */
	async #due(): Promise<number | undefined> {
		const { job } = this.#store;
		if (job === undefined) return undefined;
		if (job.finishedAt === undefined) {
			await this.ctx.storage.setAlarm(Date.now() + GUARD_MS);
			this.#store.isWorking = true;
			const next = await this.#work();
			this.#store.isWorking = false;
			return next;
		}
		if (!this.#store.isEndKnown && !(await this.#listing.follow(this.#tables())))
			return Date.now() + AGAIN_MS;
		const forgetAt = job.finishedAt + RESULTS_KEPT_MS;
		if (Date.now() < forgetAt) return forgetAt;
		return (await this.forget()) ? undefined : Date.now() + AGAIN_MS;
	}

	async #work(): Promise<number | undefined> {
		const { job } = this.#store;
		if (job === undefined) return undefined;
		const secrets = await secretsOf(job, this.#config.encryptionSecret);
		// Another ENCRYPTION_SECRET than the one that it was started with, or no model any more.
		if (secrets === undefined) return this.#end("errored");
		const { json } = secrets;
		const { model } = this.#config;
		const surroundings = modelSurroundings(this.env, model, job.account);
		const prepared = json && (await prepareJson(model, surroundings, json));
		if (prepared?.ok === false) return this.#end("errored");
		this.#crawler ??= assembleCrawl(job, secrets, this.#tables(), {
			sql: this.ctx.storage.sql,
			store: this.#store,
			results: this.#results,
			fetcher: OUTSIDE,
			render: this.#renderer(job, secrets),
			extraction: prepared?.value,
			againMs: PAGE_AGAIN_MS,
		});
		const following = setInterval(() => void this.#listing.follow(this.#tables()), FOLLOW_MS);
		const next = await this.#crawler.work(job).finally(() => clearInterval(following));
		if (typeof next === "string") return this.#end(next);
		await this.#listing.follow(this.#tables());
		return this.#store.isRunning ? next : Date.now();
	}

	#renderer({ account, wish, trust }: JobRecord, { page }: CrawlSecrets): RenderPage {
		// Of an answer that is an error the HTML is kept, whatever was asked for.
		const hasMarkdown = wish.formats.some((format) => format !== "html");
		const formats = hasMarkdown ? (["html", "markdown"] as const) : (["html"] as const);
		const { berthPort } = trust;
		return (url, signal) =>
			renderPage(
				this.env,
				{ account, waitMs: PLACE_PATIENCE_MS, berthPort, signal },
				{ ...page, url, userAgent: CRAWLER },
				formats,
			);
	}

	/** Ends the job; gives when there is something due. */
	async #end(status: CrawlStatus): Promise<number> {
		const { job } = this.#store;
		if (job?.finishedAt === undefined && job !== undefined) {
			const { sealed: _, ...rest } = job;
			this.#store.job = { ...rest, status, finishedAt: Date.now() };
			this.#crawler?.stop();
			this.#tables().cancel();
			this.#tables().settle();
			await this.#listing.follow(this.#tables());
		}
		const dueAt = Date.now() + 1;
		await this.ctx.storage.setAlarm(dueAt);
		return dueAt;
	}

	#tables(): PageTable {
		this.#pages ??= new PageTable(this.ctx.storage.sql, this.#store.job?.wish.limit ?? 0);
		return this.#pages;
	}
}

const unknownCrawl = problem("crawl_not_found", "There is no such crawl job.");
const tooLong = problem("invalid_request", "url: must be an http or https URL of 2000 characters at most");
// The hosted service's words.
const disallowed = problem(
	"crawl_disallowed",
	"Crawl disallowed by Content-Signal directive (purpose or use level)",
);

const tooMany = (most: number) => ({
	...problem("rate_limited", "Rate limit exceeded", 60),
	limit: { name: "maxCrawlJobs", scope: "account", value: most, current: most } as const,
});

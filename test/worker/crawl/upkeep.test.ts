import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { CrawlPages } from "../../../src/artifacts/crawl-pages.ts";
import { ArtifactObjects } from "../../../src/artifacts/objects.ts";
import { findCrawl, saveCrawl } from "../../../src/catalog/crawls.ts";
import { ensureMigrated } from "../../../src/catalog/migrate.ts";
import { JobStore } from "../../../src/crawl/job-store.ts";
import { RESULTS_KEPT_MS } from "../../../src/domain/crawl/job.ts";
import { reconcileCrawls } from "../../../src/upkeep/crawls.ts";
import { inJob, ScriptedSite, workOff } from "./stage.ts";

const HOUR_MS = 3_600_000;
const db = env.CATALOG;
const objects = new ArtifactObjects(env.ARTIFACTS);

/** What the cron does, as if it were `inMs` later. */
const run = (inMs: number) => reconcileCrawls({ db, objects, crawls: env.CRAWL_JOB, now: Date.now() + inMs });

const aRow = (id: string, account: string, createdAt: number) => ({
	id,
	account,
	url: "https://site.example/",
	status: "running" as const,
	createdAt,
	total: 1,
	finished: 0,
	skipped: 0,
	browserMs: 0,
	revision: 1,
});

beforeAll(() => ensureMigrated(db));

test("a job whose object knows nothing of it is closed in the list", async () => {
	const id = crypto.randomUUID();
	await saveCrawl(db, aRow(id, "lost-crawl", Date.now()), Date.now());
	expect(await run(HOUR_MS / 12)).toMatchObject({ crawl_without_object: 0 });
	expect(await run(HOUR_MS)).toMatchObject({ crawl_without_object: 1 });
	expect(await findCrawl(db, id)).toMatchObject({ status: "errored", finishedAt: expect.any(Number) });
});

test("a job is forgotten with its results two weeks after its end", async () => {
	const id = crypto.randomUUID();
	const account = "old-crawl";
	const site = new ScriptedSite({ "/": "kept" });
	await inJob({ id, site, account, wish: { maxAge: 60 } }, async (job) => void (await workOff(job)));
	const pages = new CrawlPages(objects);
	const owner = { account, jobId: id };
	expect(await pages.get(owner, 1)).toMatchObject({ value: { content: { html: "kept" } } });
	const finishedAt = Date.now();
	// The object itself begins with what was written before it.
	await runInDurableObject(env.CRAWL_JOB.getByName(id), async (instance, { storage }) => {
		const store = new JobStore(storage.kv);
		const { job } = store;
		if (job !== undefined) store.job = { ...job, status: "completed", finishedAt };
		await instance.reconcile();
	});
	await saveCrawl(
		db,
		{ ...aRow(id, account, finishedAt), status: "completed", finishedAt, revision: 9 },
		finishedAt,
	);
	expect(await run(RESULTS_KEPT_MS)).toMatchObject({ expired_crawl: 0 });
	expect(await pages.get(owner, 1)).toMatchObject({ value: { content: { html: "kept" } } });
	await run(RESULTS_KEPT_MS + 2 * HOUR_MS);
	expect(await findCrawl(db, id)).toBeUndefined();
	expect(await pages.get(owner, 1)).toEqual({ ok: true, value: undefined });
	expect((await env.ARTIFACTS.list({ prefix: `${account}/` })).objects).toEqual([]);
});

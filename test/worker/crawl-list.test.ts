import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import {
	addCrawl,
	closeLostCrawl,
	crawlsEndedBefore,
	findCrawl,
	forgetCrawl,
	pageOfCrawls,
	type SavedCrawl,
	saveCrawl,
	silentCrawls,
} from "../../src/catalog/crawls.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";

const db = env.CATALOG;

const aCrawl = (account: string, more: Partial<SavedCrawl> = {}): SavedCrawl => ({
	id: crypto.randomUUID(),
	account,
	url: "https://site.example/",
	status: "running",
	createdAt: 1_000,
	total: 1,
	finished: 0,
	skipped: 0,
	browserMs: 0,
	revision: 1,
	...more,
});

const listed = async (account: string) => (await pageOfCrawls(db, account, { limit: 50 })).crawls;

beforeAll(() => ensureMigrated(db));

describe("the list of crawl jobs", () => {
	test("follows a job, and not back", async () => {
		const job = aCrawl("follow");
		const { revision: _, ...shown } = job;
		expect(await addCrawl(db, job, { now: 1, most: 10 })).toBe(true);
		expect(await listed("follow")).toEqual([shown]);
		const ended = { ...job, status: "completed", finishedAt: 5, finished: 1, revision: 3 } as const;
		await saveCrawl(db, ended, 5);
		await saveCrawl(db, { ...job, revision: 2 }, 6);
		expect(await listed("follow")).toMatchObject([{ status: "completed", finishedAt: 5, finished: 1 }]);
		expect(await findCrawl(db, job.id)).toMatchObject({ account: "follow", finishedAt: 5 });
		await forgetCrawl(db, job.id);
		expect(await findCrawl(db, job.id)).toBeUndefined();
	});

	test("takes so many of an account that run", async () => {
		const terms = { now: 1, most: 1 };
		const job = aCrawl("bounded");
		expect(await addCrawl(db, job, terms)).toBe(true);
		expect(await addCrawl(db, aCrawl("bounded"), terms)).toBe(false);
		expect(await addCrawl(db, aCrawl("bounded-other"), terms)).toBe(true);
		await saveCrawl(db, { ...job, status: "completed", finishedAt: 2, revision: 2 }, 2);
		expect(await addCrawl(db, aCrawl("bounded"), terms)).toBe(true);
	});

	test("comes in pages, newest first", async () => {
		const times = [1, 2, 2, 3, 4];
		for (const createdAt of times) await saveCrawl(db, aCrawl("paged", { createdAt }), 1);
		const found: number[] = [];
		let page = await pageOfCrawls(db, "paged", { limit: 2 });
		for (;;) {
			found.push(...page.crawls.map(({ createdAt }) => createdAt));
			if (page.next === undefined) break;
			page = await pageOfCrawls(db, "paged", { limit: 2, after: page.next });
		}
		expect(found).toEqual(times.toReversed());
	});

	test("finds jobs without news and those that ended long ago", async () => {
		const lost = aCrawl("lost");
		await addCrawl(db, lost, { now: 10, most: 10 });
		const idsOf = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id);
		expect(idsOf(await silentCrawls(db, 10, 100))).not.toContain(lost.id);
		expect(idsOf(await silentCrawls(db, 11, 100))).toContain(lost.id);
		await closeLostCrawl(db, lost.id, 20);
		expect(await listed("lost")).toMatchObject([{ status: "errored", finishedAt: 20 }]);
		expect(idsOf(await silentCrawls(db, 30, 100))).not.toContain(lost.id);
		expect(idsOf(await crawlsEndedBefore(db, 20, 100))).not.toContain(lost.id);
		expect(idsOf(await crawlsEndedBefore(db, 21, 100))).toContain(lost.id);
	});
});

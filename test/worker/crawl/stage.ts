import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { CrawlPages } from "../../../src/artifacts/crawl-pages.ts";
import { ArtifactObjects } from "../../../src/artifacts/objects.ts";
import { assembleCrawl } from "../../../src/crawl/assembly.ts";
import type { Crawler } from "../../../src/crawl/crawler.ts";
import { type CrawlWish, JobStore } from "../../../src/crawl/job-store.ts";
import { readRecords } from "../../../src/crawl/page-records.ts";
import { PageTable } from "../../../src/crawl/page-table.ts";
import type { RenderPage } from "../../../src/crawl/render-port.ts";
import type { CrawlRecord } from "../../../src/domain/crawl/job.ts";
import { crawlBody } from "../../../src/domain/crawl/request.ts";
import type { JsonExtraction } from "../../../src/model/extract-json.ts";
import { orderFrom } from "../../../src/http/cloudflare/crawl/order.ts";

export const SITE = "https://site.example";
export const HTML = { "content-type": "text/html" };
/** No page waits for another of its host. */
export const AT_ONCE = "User-agent: *\nCrawl-delay: 0";

/** What answers a request: a page's HTML, an answer of another kind, or nothing (`undefined`). */
export type Answer =
	| string
	| {
			readonly status?: number;
			readonly headers?: Readonly<Record<string, string>>;
			readonly body?: string | (() => ReadableStream<Uint8Array>);
	  }
	| undefined;

type Answers = Readonly<Record<string, Answer | ((headers: Headers) => Answer)>>;

/** A site that exists in the test alone, by the paths or addresses of its pages; all else is a 404. */
export class ScriptedSite {
	readonly requests: string[] = [];
	readonly #answers: Answers;

	constructor(answers: Answers) {
		this.#answers = { "/robots.txt": { body: AT_ONCE }, ...answers };
	}

	/** Answers are made in the object that asks: they are bound to it. */
	readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
		const request = new Request(input, init);
		const { pathname, search, origin, href } = new URL(request.url);
		const asked = origin === SITE ? pathname + search : href;
		this.requests.push(asked);
		const known = asked in this.#answers ? this.#answers[asked] : { status: 404, body: "None" };
		const answer = typeof known === "function" ? known(request.headers) : known;
		if (answer === undefined) throw new Error("Network connection lost.");
		if (typeof answer === "string") return new Response(answer, { headers: HTML });
		const { body, ...rest } = answer;
		return new Response(typeof body === "function" ? body() : (body ?? null), rest);
	};

	/** How often a path was asked for. */
	countOf(path: string): number {
		return this.requests.filter((each) => each === path).length;
	}
}

export const redirect = (location: string): Answer => ({ status: 302, headers: { location } });

export const links = (...paths: string[]): string => paths.map((path) => `<a href="${path}">x</a>`).join("");

export const notRendered: RenderPage = () => Promise.reject(new Error("nothing is rendered"));

export interface Job {
	readonly crawler: Crawler;
	readonly store: JobStore;
	readonly pages: PageTable;
	records(): readonly CrawlRecord[];
	/** The status of each path of the site. */
	statuses(): Readonly<Record<string, string>>;
}

export interface Script {
	readonly id: string;
	readonly site: ScriptedSite;
	readonly wish?: object;
	readonly render?: RenderPage;
	readonly extraction?: JsonExtraction;
	readonly account?: string;
}

const results = new CrawlPages(new ArtifactObjects(env.ARTIFACTS));
export const contentOf = (id: string, seq: number, account = "crawler") =>
	results.get({ account, jobId: id }, seq);

/** Works on a job in its object, which goes on with what an earlier call has left there. */
export function inJob<T>(script: Script, work: (job: Job) => Promise<T>): Promise<T> {
	const { id, site, render = notRendered, extraction, account = "crawler" } = script;
	return runInDurableObject(env.CRAWL_JOB.getByName(id), async (_instance, { storage }) => {
		const body = crawlBody.parse({ url: `${SITE}/`, limit: 100, render: false, maxAge: 0, ...script.wish });
		const trust = { localAccess: false, privateEndpoint: false, berthPort: "" };
		const { wish, secrets } = orderFrom(body, trust);
		const store = new JobStore(storage.kv);
		const isNew = store.job === undefined;
		store.job ??= newJob(id, account, wish);
		const pages = new PageTable(storage.sql, wish.limit);
		if (isNew) pages.add(new URL(wish.url), 0, "queued");
		const host = {
			sql: storage.sql,
			store,
			results,
			fetcher: site as unknown as Fetcher,
			render,
			extraction,
			againMs: 20,
		};
		const crawler = assembleCrawl(store.job, secrets, pages, host);
		const records = () => readRecords(storage.sql, { after: 0, limit: 10_000, mostBytes: Infinity }).records;
		const statuses = () =>
			Object.fromEntries(records().map(({ url, status }) => [url.replace(SITE, ""), status]));
		return work({ crawler, store, pages, records, statuses });
	});
}

const newJob = (id: string, account: string, wish: CrawlWish) => ({
	id,
	account,
	wish,
	trust: { privateEndpoint: false, berthPort: "" },
	status: "running" as const,
	createdAt: Date.now(),
	areSitemapsListed: false,
});

/** Works a job off until it has ended; gives how. */
export async function workOff({ crawler, store }: Job): Promise<string> {
	for (;;) {
		const { job } = store;
		if (job === undefined) throw new Error("there is no job");
		const next = await crawler.work(job);
		if (typeof next !== "number") return next ?? "stopped";
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())));
	}
}

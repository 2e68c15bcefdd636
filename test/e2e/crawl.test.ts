import Cloudflare from "cloudflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { type PageHandler, type Pages, startPages } from "./pages.ts";

const COUNT = 40;
const paths = Array.from({ length: COUNT }, (_, at) => `/page/${at}`);

/** A page leads to the next two, and once it has run also to the third. */
const page = (at: number): string => {
	const link = (to: number) => `<a href="/page/${to % COUNT}">${to}</a>`;
	const script = `<script>document.body.insertAdjacentHTML("beforeend", '${link(at + 3)}')</script>`;
	return `<title>Page ${at}</title><body><h1>Number ${at}</h1>${link(at + 1)}${link(at + 2)}${script}`;
};

const text =
	(body: string): PageHandler =>
	(_, response) =>
		void response.writeHead(200, { "content-type": "text/plain" }).end(body);

let berth: Berth;
let pages: Pages;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		startBerth({ vars: { ALLOW_PRIVATE_CDP: "true" } }),
		startPages({
			"/robots.txt": text("User-agent: *\nCrawl-delay: 0.1\nDisallow: /page/13"),
			"/": `<title>Start</title><a href="/page/0">0</a><a href="/by-script">x</a>`,
			"/by-script": `<body><script>document.body.append(navigator.userAgent)</script>`,
			...Object.fromEntries(paths.map((path, at) => [path, page(at)])),
		}),
	]);
});
afterAll(() => Promise.all([berth.stop(), pages.stop()]));

async function client() {
	const account = await new Account(berth).withToken();
	const { crawl } = new Cloudflare({ baseURL: `${berth.url}/client/v4`, apiToken: account.token })
		.browserRendering;
	return { crawl, account_id: account.id };
}

type Client = Awaited<ReturnType<typeof client>>;

/** The job once it is over, with all of its records. */
async function ended({ crawl, account_id }: Client, id: string) {
	await expect.poll(async () => (await crawl.get(id, { account_id, limit: 1 })).status).not.toBe("running");
	return crawl.get(id, { account_id });
}

const pathOf = (url: string): string => url.replace(pages.url, "");

describe("the SDK's crawl", () => {
	test("renders what a site has, and gives it as Markdown", async () => {
		const sdk = await client();
		const { account_id } = sdk;
		const id = await sdk.crawl.create({ account_id, url: `${pages.url}/`, limit: 8, formats: ["markdown"] });
		const job = await ended(sdk, id);
		expect(job).toMatchObject({ id, status: "completed", total: 8, finished: 8, skipped: 0 });
		expect(job.browserSecondsUsed).toBeGreaterThan(0);
		const records = new Map(job.records.map((record) => [pathOf(record.url), record]));
		expect([...records.keys()].slice(0, 4)).toEqual(["/", "/page/0", "/by-script", "/page/1"]);
		// The link that only a script makes is among them.
		expect([...records.keys()]).toContain("/page/3");
		expect(records.get("/page/0")).toEqual({
			url: `${pages.url}/page/0`,
			status: "completed",
			markdown: expect.stringContaining("# Number 0"),
			metadata: { status: 200, title: "Page 0", url: `${pages.url}/page/0` },
		});
		expect(records.get("/by-script")?.markdown).toContain("CloudflareBrowserRenderingCrawler/1.0");
	});

	test("fetches without a browser, and tells records apart and in pages", async () => {
		const sdk = await client();
		const { account_id } = sdk;
		const id = await sdk.crawl.create({
			account_id,
			url: `${pages.url}/`,
			render: false,
			limit: 100,
			options: { excludePatterns: ["**/by-script"] },
		});
		const job = await ended(sdk, id);
		expect(job).toMatchObject({
			status: "completed",
			total: COUNT + 1,
			finished: COUNT + 1,
			skipped: 1,
			browserSecondsUsed: 0,
		});
		const statuses = Object.fromEntries(job.records.map(({ url, status }) => [pathOf(url), status]));
		expect(statuses).toMatchObject({ "/": "completed", "/page/13": "disallowed", "/by-script": "skipped" });
		expect(pages.requests).not.toContain("/page/13");
		const disallowed = await sdk.crawl.get(id, { account_id, status: "disallowed" });
		expect(disallowed.records).toEqual([{ url: `${pages.url}/page/13`, status: "disallowed" }]);
		const urls: string[] = [];
		for (let cursor: number | undefined = 0; cursor !== undefined;) {
			const part = await sdk.crawl.get(id, { account_id, limit: 10, cursor });
			urls.push(...part.records.map(({ url }) => url));
			cursor = part.cursor === undefined ? undefined : Number(part.cursor);
		}
		expect(urls).toEqual(job.records.map(({ url }) => url));
	});

	test("is refused where the site does not want what it is for", async () => {
		await using site = await startPages({
			"/robots.txt": text("User-agent: *\nContent-Signal: search=yes, ai-train=no, use=reference"),
			"/": "wanted",
		});
		const sdk = await client();
		const { account_id } = sdk;
		const url = `${site.url}/`;
		for (const fields of [{}, { contentUse: "reference" }, { crawlPurposes: ["search"] }])
			await expect(sdk.crawl.create({ account_id, url, ...fields } as never)).rejects.toMatchObject({
				status: 400,
				errors: [{ message: "Crawl disallowed by Content-Signal directive (purpose or use level)" }],
			});
		const fields = { contentUse: "reference", crawlPurposes: ["search"], render: false, formats: ["html"] };
		const id = await sdk.crawl.create({ account_id, url, ...fields } as never);
		expect((await ended(sdk, id)).records).toMatchObject([{ url, status: "completed", html: "wanted" }]);
	});

	test("is cancelled at once", async () => {
		const sdk = await client();
		const { account_id } = sdk;
		const id = await sdk.crawl.create({ account_id, url: `${pages.url}/`, limit: 40 });
		await expect
			.poll(async () => (await sdk.crawl.get(id, { account_id, limit: 1 })).finished)
			.toBeGreaterThan(1);
		expect(await sdk.crawl.delete(id, { account_id })).toMatchObject({ job_id: id });
		const job = await sdk.crawl.get(id, { account_id });
		expect(job.status).toBe("cancelled_by_user");
		const statuses = new Set(job.records.map(({ status }) => status));
		expect(statuses).toContain("cancelled");
		expect(statuses).not.toContain("queued");
	});
});

test("a crawl job survives the end of its Chrome and of wrangler, and has each page once", async () => {
	const sdk = await client();
	const { account_id } = sdk;
	const requestsBefore = pages.requests.length;
	const id = await sdk.crawl.create({ account_id, url: `${pages.url}/`, limit: 100, maxAge: 0 });
	const finished = async () => (await sdk.crawl.get(id, { account_id, limit: 1 })).finished;
	await expect.poll(finished).toBeGreaterThan(5);
	for (const pid of berth.chromePids()) process.kill(pid, "SIGKILL");
	await expect.poll(finished).toBeGreaterThan(15);
	process.kill(berth.wranglerPid, "SIGKILL");
	await berth.restart();
	const job = await ended(sdk, id);
	expect(job).toMatchObject({ status: "completed", total: COUNT + 2, finished: COUNT + 2 });
	expect(job.records.map(({ url }) => pathOf(url)).toSorted()).toEqual(
		["/", "/by-script", ...paths].toSorted(),
	);
	const unfinished = job.records.filter(({ status }) => status !== "completed");
	expect(unfinished.map(({ url }) => pathOf(url))).toEqual(["/page/13"]);
	for (const { url, html } of job.records.filter(
		(record) => record.url.includes("/page/") && record.status === "completed",
	))
		expect(html).toContain(`Number ${url.split("/").at(-1)}<`);
	const requests = pages.requests.slice(requestsBefore);
	for (const path of paths) expect(requests.filter((each) => each === path).length).toBeLessThanOrEqual(3);
});

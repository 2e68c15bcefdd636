import { describe, expect, test } from "vitest";
import { problem } from "../../../src/domain/problem.ts";
import { ok, refuse } from "../../../src/domain/result.ts";
import type { JsonExtraction } from "../../../src/model/extract-json.ts";
import { AT_ONCE, contentOf, inJob, links, redirect, ScriptedSite, workOff } from "./stage.ts";

const newId = () => crypto.randomUUID();
const sitemap = (...urls: string[]) =>
	`<urlset>${urls.map((url) => `<url><loc>https://site.example${url}</loc></url>`).join("")}</urlset>`;

/** Its bytes, compressed as a file is. */
const packed = (text: string) => () => new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));

describe("a crawl job without a browser", () => {
	test("visits what the start leads to, each page once, and keeps what they have", async () => {
		const id = newId();
		const site = new ScriptedSite({
			"/": `<title>Start</title>${links("/a", "/b", "/a#part", "/a/", "/a?utm_source=x")}`,
			"/a": `<title>A</title>${links("/", "/b", "/c")}`,
			"/b": `<h1>B</h1>${links("/d")}`,
			"/c": "<p>C",
		});
		await inJob({ id, site, wish: { formats: ["html", "markdown"] } }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toEqual({
				"/": "completed",
				"/a": "completed",
				"/b": "completed",
				"/c": "completed",
				"/d": "errored",
			});
			const [start] = job.records();
			expect(start?.metadata).toEqual({ status: 200, url: "https://site.example/", title: "Start" });
			expect(job.pages.figures).toMatchObject({ total: 5, finished: 5, skipped: 0 });
			for (const path of ["/", "/a", "/b", "/c", "/d"]) expect(site.countOf(path)).toBe(1);
			const d = job.records().find(({ url }) => url.endsWith("/d"));
			expect(d?.metadata).toMatchObject({ status: 404 });
			expect(await contentOf(id, d?.seq ?? 0)).toMatchObject({ value: { content: { html: "None" } } });
			const b = job.records().find(({ url }) => url.endsWith("/b"));
			expect(await contentOf(id, b?.seq ?? 0)).toMatchObject({
				value: {
					content: { html: expect.stringContaining("<h1>B</h1>"), markdown: expect.stringMatching(/^# B/) },
				},
			});
		});
	});

	test("takes the start, then the sitemaps, then links, up to its limit", async () => {
		const site = new ScriptedSite({
			"/robots.txt": { body: `${AT_ONCE}\nSitemap: /index.xml` },
			"/": links("/linked", "/by-map-1"),
			"/index.xml": { body: "<sitemapindex><sitemap><loc>/map.xml.gz</loc></sitemap></sitemapindex>" },
			"/map.xml.gz": { body: packed(sitemap("/by-map-1", "/by-map-2")) },
			"/by-map-1": "1",
			"/by-map-2": "2",
			"/linked": "3",
		});
		await inJob({ id: newId(), site, wish: { limit: 3 } }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.records().map(({ url }) => new URL(url).pathname)).toEqual(["/", "/by-map-1", "/by-map-2"]);
		});
		await inJob({ id: newId(), site, wish: { source: "links" } }, async (job) => {
			await workOff(job);
			expect(Object.keys(job.statuses())).toEqual(["/", "/linked", "/by-map-1"]);
		});
		await inJob({ id: newId(), site, wish: { source: "sitemaps" } }, async (job) => {
			await workOff(job);
			expect(Object.keys(job.statuses())).toEqual(["/", "/by-map-1", "/by-map-2"]);
		});
	});

	test("leaves out what its request, its hosts and robots.txt do not want, and says so", async () => {
		const site = new ScriptedSite({
			"/robots.txt": { body: `${AT_ONCE}\nDisallow: /private` },
			"/": links(
				"/private/a",
				"/docs/a",
				"/docs/b.pdf",
				"/blog",
				"https://blog.site.example/",
				"https://other.example/",
				"http://127.0.0.1:1/",
				"/moved",
				"/away",
			),
			"/docs/a": links("/docs/deep/b"),
			"/docs/b.pdf": { headers: { "content-type": "application/pdf" }, body: "%PDF" },
			"/moved": redirect("https://site.example/docs/a"),
			"/away": redirect("https://other.example/away"),
			"https://blog.site.example/robots.txt": { body: `${AT_ONCE}\nDisallow: /` },
		});
		const wish = { options: { includeSubdomains: true, excludePatterns: ["**/blog", "/docs/deep/**"] } };
		await inJob({ id: newId(), site, wish }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toEqual({
				"/": "completed",
				"/private/a": "disallowed",
				"/docs/a": "completed",
				"/docs/b.pdf": "skipped",
				"/blog": "skipped",
				"https://blog.site.example/": "disallowed",
				"https://other.example/": "skipped",
				"http://127.0.0.1:1/": "skipped",
				"/moved": "skipped",
				"/away": "skipped",
				"/docs/deep/b": "skipped",
			});
			expect(job.pages.figures).toMatchObject({ total: 4, finished: 4, skipped: 7 });
		});
		expect(site.requests.filter((each) => /other|127|private/.test(each))).toEqual([]);
	});

	test("goes no deeper than it was asked to", async () => {
		const site = new ScriptedSite({ "/": links("/1"), "/1": links("/2"), "/2": links("/3") });
		await inJob({ id: newId(), site, wish: { depth: 1 } }, async (job) => {
			await workOff(job);
			expect(Object.keys(job.statuses())).toEqual(["/", "/1"]);
		});
	});

	test("gives the place of a page that is none to the next", async () => {
		const site = new ScriptedSite({
			"/": links("/login", "/1", "/2", "/3", "/4"),
			"/login": "Sign in",
			"/1": redirect("https://site.example/login"),
			"/2": redirect("https://site.example/login"),
			"/3": "3",
			"/4": "4",
		});
		await inJob({ id: newId(), site, wish: { limit: 4 } }, async (job) => {
			await workOff(job);
			expect(job.statuses()).toMatchObject({
				"/": "completed",
				"/login": "completed",
				"/3": "completed",
				"/4": "completed",
			});
		});
	});

	test("leaves what has not changed since", async () => {
		const modifiedSince = Math.floor(Date.now() / 1_000) - 86_400;
		const before = new Date((modifiedSince - 10) * 1_000);
		const site = new ScriptedSite({
			"/robots.txt": { body: `${AT_ONCE}\nSitemap: /map.xml` },
			"/": links("/old", "/new", "/unchanged"),
			"/map.xml": {
				body: `<urlset><url><loc>https://site.example/by-map</loc><lastmod>${before.toISOString()}</lastmod></url></urlset>`,
			},
			"/new": "new",
			"/old": {
				headers: { "last-modified": before.toUTCString(), "content-type": "text/html" },
				body: "old",
			},
			"/unchanged": (headers) => (headers.has("if-modified-since") ? { status: 304 } : "asked without"),
		});
		await inJob({ id: newId(), site, wish: { modifiedSince } }, async (job) => {
			await workOff(job);
			expect(job.statuses()).toEqual({
				"/": "completed",
				"/by-map": "skipped",
				"/old": "skipped",
				"/new": "completed",
				"/unchanged": "skipped",
			});
		});
	});

	test("uses a page again that another job of the account had, while it is young enough", async () => {
		const site = new ScriptedSite({ "/": links("/1"), "/1": "<title>One" });
		const of = (account: string, wish: object = {}) =>
			inJob({ id: newId(), site, account, wish: { maxAge: 3_600, ...wish } }, async (job) => {
				expect(await workOff(job)).toBe("completed");
				return job.records().map(({ metadata }) => metadata?.title);
			});
		const account = `again-${newId()}`;
		expect(await of(account)).toEqual(["", "One"]);
		expect(await of(account)).toEqual(["", "One"]);
		expect(site.countOf("/1")).toBe(1);
		await of(account, { formats: ["markdown"] });
		expect(site.countOf("/1")).toBe(2);
		await of(account, { maxAge: 0 });
		expect(site.countOf("/1")).toBe(3);
		await of(`other-${newId()}`);
		expect(site.countOf("/1")).toBe(4);
	});

	test("has a model read JSON out of each page's Markdown", async () => {
		const read: string[] = [];
		const usage = { inputTokens: 0, outputTokens: 0, isEstimate: true };
		const extraction: JsonExtraction = {
			async of(markdown) {
				read.push(markdown);
				if (markdown.includes("# Hard")) return refuse(problem("answer_invalid", "Not as asked for."));
				if (markdown.includes("# Late") && read.filter((text) => text === markdown).length < 3)
					return refuse(problem("model_unavailable", "Not there."));
				return ok({ value: { length: markdown.length }, isPageCut: false, usage });
			},
		};
		const site = new ScriptedSite({
			"/": `<h1>Start</h1>${links("/hard", "/none")}`,
			"/hard": `<h1>Hard</h1>${links("/late")}`,
			"/late": "<h1>Late</h1>",
		});
		const id = newId();
		const wish = { formats: ["json"], jsonOptions: { prompt: "its length" } };
		await inJob({ id, site, extraction, wish }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toEqual({
				"/": "completed",
				"/hard": "errored",
				"/none": "errored",
				"/late": "completed",
			});
			expect(await contentOf(id, 1)).toMatchObject({
				value: { content: { json: { length: read[0]?.length } } },
			});
			expect(job.records().map(({ reason }) => reason)).toEqual([
				undefined,
				"Not as asked for.",
				undefined,
				undefined,
			]);
		});
		// What a site says of a page that it has not is not read. What was read in vain is read again only where that may help.
		expect(read).toHaveLength(1 + 1 + 3);
	});

	test("ends where the account has no tokens left for models", async () => {
		const extraction: JsonExtraction = {
			of: async () => refuse(problem("token_budget_exceeded", "No more today.", 60)),
		};
		const site = new ScriptedSite({ "/": links("/a"), "/a": "<p>A" });
		const wish = { formats: ["json"], jsonOptions: { prompt: "its length" } };
		await inJob({ id: newId(), site, extraction, wish }, async (job) => {
			expect(await workOff(job)).toBe("cancelled_due_to_limits");
		});
	});

	test("leaves time between requests to a host", async () => {
		const times: number[] = [];
		const timed = (body: string) => () => {
			times.push(Date.now());
			return body;
		};
		const site = new ScriptedSite({
			"/robots.txt": { body: "User-agent: *\nCrawl-delay: 0.4" },
			"/": timed(links("/1", "/2")),
			"/1": timed("1"),
			"/2": timed("2"),
		});
		await inJob({ id: newId(), site, wish: { source: "links" } }, async (job) => void (await workOff(job)));
		const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
		expect(gaps).toHaveLength(2);
		// Without it they are some milliseconds. What is between a turn and its request takes time on a busy machine.
		for (const gap of gaps) expect(gap).toBeGreaterThan(200);
	});
});

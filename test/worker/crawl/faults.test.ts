import { abortAllDurableObjects } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { problem } from "../../../src/domain/problem.ts";
import { ok, refuse } from "../../../src/domain/result.ts";
import type { RenderPage } from "../../../src/crawl/render-port.ts";
import { contentOf, HTML, inJob, links, ScriptedSite, SITE, workOff } from "./stage.ts";

const newId = () => crypto.randomUUID();
const MANY = Array.from({ length: 12 }, (_, at) => `/${at}`);

/** A browser for the pages of a site, without one. */
const rendering =
	(onPage: (path: string) => Promise<void> = async () => {}): RenderPage =>
	async (url) => {
		const path = url.replace(SITE, "");
		await onPage(path);
		const html = `<p>${path}`;
		const pageLinks = path === "/" ? MANY.map((each) => SITE + each) : [];
		return ok({ html, links: pageLinks, meta: { status: 200, title: path, finalUrl: url }, browserMs: 10 });
	};

describe("a crawl job goes on", () => {
	test("where its object was aborted, and has each page once", async () => {
		const id = newId();
		const site = new ScriptedSite({});
		const begun: string[] = [];
		const stuck = inJob(
			{
				id,
				site,
				wish: { render: true },
				render: rendering(async (path) => {
					begun.push(path);
					// From here on nothing ends any more.
					if (begun.length >= 6) await new Promise(() => {});
				}),
			},
			workOff,
		);
		await expect.poll(() => begun.length).toBeGreaterThanOrEqual(6);
		await abortAllDurableObjects();
		await stuck.catch(() => undefined);
		const again: string[] = [];
		const render = rendering(async (path) => void again.push(path));
		await inJob({ id, site, wish: { render: true }, render }, async (job) => {
			expect(job.pages.figures.finished).toBeGreaterThan(0);
			expect(await workOff(job)).toBe("completed");
			const records = job.records();
			expect(records.map(({ url }) => url).toSorted()).toEqual(
				["/", ...MANY].map((path) => SITE + path).toSorted(),
			);
			expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["completed"]));
			for (const { seq, url } of records)
				expect(await contentOf(id, seq)).toMatchObject({
					value: { content: { html: `<p>${url.replace(SITE, "")}` } },
				});
		});
		// What had a result before is not visited again.
		expect(again.length).toBeLessThan(MANY.length);
	});

	test("without a page that ended its object three times", async () => {
		const id = newId();
		const site = new ScriptedSite({});
		for (let times = 0; times < 3; times += 1) {
			let isBegun = false;
			const render: RenderPage = (url, signal) => {
				if (!url.endsWith("/3")) return rendering()(url, signal);
				isBegun = true;
				return new Promise(() => {});
			};
			const stuck = inJob({ id, site, wish: { render: true }, render }, workOff);
			await expect.poll(() => isBegun).toBe(true);
			await abortAllDurableObjects();
			await stuck.catch(() => undefined);
		}
		await inJob({ id, site, wish: { render: true }, render: rendering() }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toMatchObject({
				"/": "completed",
				"/2": "completed",
				"/3": "errored",
				"/11": "completed",
			});
		});
	});
});

describe("a page of a crawl job", () => {
	test("is tried three times where its browser is lost, and where no place is free for as long as it takes", async () => {
		const tries = new Map<string, number>();
		const render: RenderPage = async (url, signal) => {
			const path = url.replace(SITE, "");
			const count = (tries.get(path) ?? 0) + 1;
			tries.set(path, count);
			if (path === "/1") return refuse(problem("browser_unreachable", "The browser is gone."));
			if (path === "/2" && count < 3) return refuse(problem("session_ended", "The browser is gone."));
			if (path === "/3" && count < 5) return refuse(problem("rate_limited", "Rate limit exceeded"));
			return rendering()(url, signal);
		};
		await inJob({ id: newId(), site: new ScriptedSite({}), wish: { render: true }, render }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toMatchObject({ "/1": "errored", "/2": "completed", "/3": "completed" });
			expect(job.records().find(({ url }) => url.endsWith("/1"))?.reason).toBe("The browser is gone.");
		});
		expect(["/1", "/2", "/3", "/4"].map((path) => tries.get(path))).toEqual([3, 3, 5, 1]);
	});

	test("is asked for again where its server says so, or says nothing", async () => {
		let asked = 0;
		const site = new ScriptedSite({
			"/": links("/busy", "/silent"),
			"/busy": () => ((asked += 1) < 3 ? { status: 503, body: "later" } : "now"),
			"/silent": () => undefined,
		});
		await inJob({ id: newId(), site }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toEqual({ "/": "completed", "/busy": "completed", "/silent": "errored" });
		});
		expect(site.countOf("/silent")).toBe(3);
	});

	test("that has no end is read as far as a bound goes, as its robots.txt is", async () => {
		const endless = (text: string) => () => {
			const chunk = new TextEncoder().encode(text.repeat(10_000));
			return new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) });
		};
		const site = new ScriptedSite({
			"/robots.txt": { body: endless("User-agent: *\nCrawl-delay: 0\nDisallow: /a\n") },
			"/": { headers: HTML, body: endless(links("/a", "/b")) },
			"/b": "b",
		});
		const id = newId();
		await inJob({ id, site }, async (job) => {
			expect(await workOff(job)).toBe("completed");
			expect(job.statuses()).toEqual({ "/": "completed", "/a": "disallowed", "/b": "completed" });
			const [start] = job.records();
			expect(start?.size).toBeGreaterThan(4_000_000);
			expect(start?.size).toBeLessThan(10_000_000);
		});
	});
});

test("a site that wants to be asked once in a thousand years is asked no more", async () => {
	const site = new ScriptedSite({
		"/robots.txt": { body: "User-agent: *\nCrawl-delay: 31536000000\nSitemap: /map.xml" },
		"/": links("/a"),
	});
	await inJob({ id: newId(), site }, async ({ crawler, store, statuses }) => {
		const { job } = store;
		if (job === undefined) throw new Error("there is no job");
		expect(await crawler.work(job)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
		expect(statuses()).toEqual({ "/": "queued" });
	});
	expect(site.requests).toEqual(["/robots.txt"]);
});

test("a start that leads a browser to a private address is not kept", async () => {
	const render: RenderPage = async (url, signal) => {
		const page = await rendering()(url, signal);
		return page.ok ? ok({ ...page.value, meta: { ...page.value.meta, finalUrl: "http://10.0.0.1/" } }) : page;
	};
	await inJob({ id: newId(), site: new ScriptedSite({}), wish: { render: true }, render }, async (job) => {
		expect(await workOff(job)).toBe("completed");
		expect(job.statuses()).toEqual({ "/": "skipped" });
	});
});

describe("a crawl job ends", () => {
	test("where the account has used up its browser time", async () => {
		const render: RenderPage = async (url, signal) =>
			url.endsWith("/3")
				? refuse(problem("browser_time_exceeded", "Browser time limit exceeded for today"))
				: rendering()(url, signal);
		await inJob({ id: newId(), site: new ScriptedSite({}), wish: { render: true }, render }, async (job) => {
			expect(await workOff(job)).toBe("cancelled_due_to_limits");
		});
	});

	test("after a week", async () => {
		await inJob({ id: newId(), site: new ScriptedSite({ "/": "x" }) }, async ({ crawler, store }) => {
			const { job } = store;
			if (job === undefined) throw new Error("there is no job");
			const old = { ...job, createdAt: Date.now() - 8 * 86_400_000 };
			expect(await crawler.work(old)).toBe("cancelled_due_to_timeout");
		});
	});

	test("at once when it is cancelled, with what is under way", async () => {
		const begun = Promise.withResolvers<void>();
		const release = Promise.withResolvers<void>();
		const render = rendering(async (path) => {
			if (path === "/") return;
			begun.resolve();
			await release.promise;
		});
		await inJob({ id: newId(), site: new ScriptedSite({}), wish: { render: true }, render }, async (job) => {
			const working = workOff(job);
			await begun.promise;
			job.crawler.stop();
			job.pages.cancel();
			expect(job.statuses()).toMatchObject({ "/": "completed", "/0": "cancelled", "/11": "cancelled" });
			release.resolve();
			expect(await working).toBe("stopped");
			expect(job.statuses()).toMatchObject({ "/": "completed", "/0": "cancelled", "/11": "cancelled" });
		});
	});

	test("errored where its start can't be had", async () => {
		const site = new ScriptedSite({ "/robots.txt": () => undefined });
		await inJob({ id: newId(), site }, async (job) => {
			expect(await workOff(job)).toBe("errored");
			expect(job.statuses()).toEqual({ "/": "errored" });
		});
	});
});

test("a site whose robots.txt can't be read is not visited", async () => {
	const site = new ScriptedSite({ "/robots.txt": { status: 500 }, "/": "x" });
	await inJob({ id: newId(), site }, async (job) => {
		expect(await workOff(job)).toBe("completed");
		expect(job.statuses()).toEqual({ "/": "disallowed" });
	});
	expect(site.requests).toEqual(["/robots.txt"]);
});

test("a crawler is what it says it is, and its robots.txt rules are its own", async () => {
	const seen: (string | null)[] = [];
	const own = `User-agent: CloudflareBrowserRenderingCrawler\nCrawl-delay: 0\nDisallow: /a\n\nUser-agent: *\nDisallow: /`;
	const site = new ScriptedSite({
		"/robots.txt": { body: own },
		"/": (headers) => {
			seen.push(headers.get("user-agent"));
			return links("/a", "/b");
		},
		"/b": "b",
	});
	await inJob({ id: newId(), site }, async (job) => {
		await workOff(job);
		expect(job.statuses()).toEqual({ "/": "completed", "/a": "disallowed", "/b": "completed" });
	});
	expect(seen).toEqual(["CloudflareBrowserRenderingCrawler/1.0"]);
});

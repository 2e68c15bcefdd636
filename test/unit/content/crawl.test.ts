import { describe, expect, test } from "vitest";
import { addressKey, crawlAddress, isSameHost, looksLikePage } from "../../../src/content/crawl-address.ts";
import { Frontier, type CrawlBounds, type Visit } from "../../../src/content/frontier.ts";
import { readRobots, robotsOfAnswer } from "../../../src/content/robots.ts";

const START = "https://site.example/";

describe("a crawl's address", () => {
	test.each([
		["/a#part", "https://site.example/a"],
		["HTTPS://SITE.example:443/A", "https://site.example/A"],
		["a/../b/./c", "https://site.example/b/c"],
		["https://user:secret@site.example/", "https://site.example/"],
		["/a?b=1&utm_source=x&gclid=y&c=2", "https://site.example/a?b=1&c=2"],
		["/ä b", "https://site.example/%C3%A4%20b"],
		["/a?x=%20y", "https://site.example/a?x=%20y"],
	])("of %s is %s", (link, address) => {
		expect(crawlAddress(link, START)?.href).toBe(address);
	});

	test.each([
		"mailto:a@b.example",
		"javascript:void(0)",
		"data:text/html,x",
		"ftp://a.example/",
		"http://",
		`/${"a".repeat(3000)}`,
	])("is none of %s", (link) => {
		expect(crawlAddress(link, START)).toBeUndefined();
	});

	test.each([
		["/a", "/a/", true],
		["/a?x=1&y=2", "/a?y=2&x=1", true],
		["http://site.example/a", "/a", true],
		["/a", "/A", false],
		["/a", "/a?x=1", false],
		["/a", "https://other.example/a", false],
	])("%s and %s are one page: %s", (one, other, isOne) => {
		const [first, second] = [new URL(one, START), new URL(other, START)];
		expect(addressKey(first) === addressKey(second)).toBe(isOne);
	});

	test.each([
		["https://www.site.example/a", true],
		["http://site.example/", true],
		["https://blog.site.example/", false],
		["https://site.example:8443/", false],
		["https://site.example.evil.example/", false],
	])("%s is of the same host: %s", (url, isSame) => {
		expect(isSameHost(new URL(url), new URL(START))).toBe(isSame);
	});

	test.each([
		["/a", true],
		["/a.html", true],
		["/a.php?file=b.pdf", true],
		["/node.js", false],
		["/a.PDF", false],
		["/a.tar.gz", false],
	])("%s looks like a page: %s", (path, isPage) => {
		expect(looksLikePage(new URL(path, START))).toBe(isPage);
	});
});

describe("robots.txt", () => {
	const text = `User-agent: *\nDisallow: /private\nAllow: /private/open$\nDisallow: /*.cgi\nCrawl-delay: 2
		\nUser-agent: Berth\nDisallow: /not-berth\n`;
	test.each([
		["/", "Other", true],
		["/private/x", "Other", false],
		["/private/open", "Other", true],
		["/private/open/x", "Other", false],
		["/a/b.cgi?x", "Other", false],
		["/not-berth", "Berth/1.0", false],
		["/private/x", "Berth/1.0", true],
		["https://other.example/private/x", "Other", true],
	])("lets %s be fetched by %s: %s", (path, userAgent, isAllowed) => {
		const robots = readRobots(text, "https://site.example/any/page");
		expect(robots.isAllowed(new URL(path, START).href, userAgent)).toBe(isAllowed);
	});

	test("may ask for time between requests", () => {
		const robots = readRobots(text, START);
		expect([robots.crawlDelayS("Other"), robots.crawlDelayS("Berth")]).toEqual([2, undefined]);
	});

	test.each([
		[200, "User-agent: *\nDisallow: /", false],
		[200, "", true],
		[200, "<!doctype html><p>Disallow: /</p>", true],
		[404, "User-agent: *\nDisallow: /", true],
		[403, "", true],
		[500, "", false],
		[null, "", false],
	])("that is answered with %s and %j lets a page be fetched: %s", (status, body, isAllowed) => {
		expect(readRobots(robotsOfAnswer(status, body), START).isAllowed(START, "Berth")).toBe(isAllowed);
	});

	test("may be huge", () => {
		const rules = "Disallow: /*a*a*a*a*a*a*a*a*b\n".repeat(100_000);
		const robots = readRobots(`User-agent: *\n${rules}`, START);
		expect(robots.isAllowed(`${START}${"a".repeat(100)}`, "Berth")).toBe(true);
	});
});

describe("a frontier", () => {
	const frontier = (bounds: Partial<CrawlBounds> = {}) =>
		new Frontier(new URL(START), { limit: 100, maxDepth: 2, isWanted: () => true, ...bounds });

	/** Crawls a site that is given as the links of each path; the paths in the order of the visits. */
	function crawl(site: Readonly<Record<string, readonly string[]>>, bounds: Partial<CrawlBounds> = {}) {
		const crawled = frontier(bounds);
		const paths: string[] = [];
		for (let visit = crawled.next(); visit !== undefined; visit = crawled.next()) {
			const { pathname } = visit.url;
			paths.push(pathname);
			crawled.found(
				visit,
				(site[pathname] ?? []).map((path) => new URL(path, START).href),
			);
		}
		return paths;
	}

	const first = (from: Frontier): Visit => {
		const visit = from.next();
		if (visit === undefined) throw new Error("nothing to visit");
		return visit;
	};

	test("goes breadth first, and to no page twice", () => {
		const site = {
			"/": ["/a", "/b", "/#x"],
			"/a": ["/a1", "/", "/b"],
			"/b": ["/b1", "/a/", "/a?utm_source=b"],
			"/a1": ["/deep"],
		};
		expect(crawl(site)).toEqual(["/", "/a", "/b", "/a1", "/b1"]);
	});

	test.each([
		[0, ["/"]],
		[1, ["/", "/a"]],
		[3, ["/", "/a", "/b", "/c"]],
	])("goes no deeper than %i", (maxDepth, paths) => {
		expect(crawl({ "/": ["/a"], "/a": ["/b"], "/b": ["/c"], "/c": ["/d"] }, { maxDepth })).toEqual(paths);
	});

	test("takes no more pages than its limit", () => {
		expect(crawl({ "/": ["/a", "/b", "/c"] }, { limit: 3 })).toEqual(["/", "/a", "/b"]);
	});

	test("stays on its host, and leaves out what is no page or not wanted", () => {
		const links = [
			"https://other.example/",
			"/file.pdf",
			"mailto:a@site.example",
			"/no",
			"https://www.site.example/yes",
		];
		expect(crawl({ "/": links }, { isWanted: ({ pathname }) => pathname !== "/no" })).toEqual(["/", "/yes"]);
	});

	test("visits the start, wanted or not", () => {
		expect(crawl({}, { isWanted: () => false })).toEqual(["/"]);
	});

	test("knows how many pages there are to take", () => {
		const crawled = frontier({ limit: 3 });
		const visit = first(crawled);
		expect(crawled.total).toBe(1);
		crawled.found(visit, [`${START}a`]);
		expect(crawled.total).toBe(2);
		crawled.found(visit, [`${START}b`, `${START}c`]);
		expect(crawled.total).toBe(3);
	});

	test("leaves a redirect to a page that was taken, and has its place again", () => {
		const crawled = frontier({ limit: 3 });
		const start = first(crawled);
		crawled.found(start, [`${START}old`, `${START}new`, `${START}last`]);
		const old = first(crawled);
		expect(crawled.arrive(old, START)).toBe(false);
		expect(crawled.arrive(first(crawled), `${START}new`)).toBe(true);
		expect(first(crawled).url.pathname).toBe("/last");
		expect(crawled.next()).toBeUndefined();
	});

	test("takes a redirect to a new page once", () => {
		const crawled = frontier();
		const start = first(crawled);
		crawled.found(start, [`${START}old`, `${START}older`]);
		expect(crawled.arrive(first(crawled), `${START}new`)).toBe(true);
		expect(crawled.arrive(first(crawled), `${START}new`)).toBe(false);
		crawled.found(start, [`${START}new`]);
		expect(crawled.next()).toBeUndefined();
	});

	test("leaves redirects to other hosts, and to what is not wanted", () => {
		const crawled = frontier({ isWanted: ({ pathname }) => pathname !== "/login" });
		crawled.found(first(crawled), [`${START}a`, `${START}b`]);
		expect(crawled.arrive(first(crawled), "https://other.example/")).toBe(false);
		expect(crawled.arrive(first(crawled), `${START}login`)).toBe(false);
	});

	test("goes on where its start was moved to", () => {
		const crawled = frontier();
		const start = first(crawled);
		expect(crawled.arrive(start, "https://moved.example/home")).toBe(true);
		crawled.found(start, ["https://moved.example/a", `${START}b`]);
		expect(first(crawled).url.href).toBe("https://moved.example/a");
		expect(crawled.next()).toBeUndefined();
	});

	test("keeps only so many pages waiting", () => {
		const crawled = frontier({ limit: 1_000_000 });
		crawled.found(
			first(crawled),
			Array.from({ length: 20_000 }, (_, index) => `${START}${index}`),
		);
		expect(crawled.total).toBe(10_001);
	});
});

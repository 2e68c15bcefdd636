import { describe, expect, test } from "vitest";
import {
	addressKey,
	crawlAddress,
	isPageType,
	isSameHost,
	looksLikeFile,
} from "../../../src/content/crawl-address.ts";
import { Frontier, type CrawlBounds, type Visit } from "../../../src/content/frontier.ts";

const START = "https://site.example/";

describe("a crawl's address", () => {
	test.each([
		["/a#part", "https://site.example/a"],
		["/app#/users/7?tab=1", "https://site.example/app#/users/7?tab=1"],
		["/app#!about", "https://site.example/app#!about"],
		["/app#/", "https://site.example/app"],
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
		["/a#x", "/a#y", true],
		["/a#/x", "/a#/y", false],
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
		["/a", false],
		["/a.html", false],
		["/a.php?file=b.pdf", false],
		["/wiki/Node.js", true],
		["/a.PDF", true],
		["/a.tar.gz", true],
	])("%s looks like a file: %s", (path, isFile) => {
		expect(looksLikeFile(new URL(path, START))).toBe(isFile);
	});

	test.each([
		["text/html", true],
		["Text/HTML;charset=utf-8", true],
		[" application/xhtml+xml ; charset=utf-8", true],
		["text/htmlx", false],
		["application/pdf", false],
		["text/javascript", false],
		["", false],
	])("answered as %j is a page: %s", (contentType, isPage) => {
		expect(isPageType(contentType)).toBe(isPage);
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
		const links = ["https://other.example/", "mailto:a@site.example", "/no", "https://www.site.example/yes"];
		expect(crawl({ "/": links }, { isWanted: ({ pathname }) => pathname !== "/no" })).toEqual(["/", "/yes"]);
	});

	test("takes what looks like a file when no page is waiting, and leaves its place in the limit where it is one", () => {
		const crawled = frontier({ limit: 3 });
		crawled.found(first(crawled), [`${START}Node.js`, `${START}paper.pdf`, `${START}a`, `${START}b.js`]);
		expect(first(crawled).url.pathname).toBe("/a");
		expect(first(crawled).url.pathname).toBe("/Node.js");
		crawled.leaveFile();
		expect(first(crawled).url.pathname).toBe("/paper.pdf");
		expect(crawled.next()).toBeUndefined();
		expect(crawled.hasMore).toBe(true);
	});

	test("leaves a site's files alone when there were many", () => {
		const crawled = frontier({ limit: 1_000 });
		const start = first(crawled);
		crawled.found(
			start,
			Array.from({ length: 500 }, (_, index) => `${START}${index}.pdf`),
		);
		let files = 0;
		for (; crawled.next() !== undefined; files += 1) crawled.leaveFile();
		crawled.found(start, [`${START}more.pdf`, `${START}page`]);
		expect(files).toBe(100);
		expect(first(crawled).url.pathname).toBe("/page");
	});

	test("keeps a start's route", () => {
		const crawled = new Frontier(new URL(`${START}#/route`), { limit: 9, maxDepth: 1, isWanted: () => true });
		const start = first(crawled);
		expect(start.url.href).toBe(`${START}#/route`);
		crawled.found(start, [`${START}#/route`, `${START}#part`, `${START}#/other`]);
		expect([first(crawled).url.hash, first(crawled).url.hash]).toEqual(["", "#/other"]);
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

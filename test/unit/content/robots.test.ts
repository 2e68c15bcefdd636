import { describe, expect, test } from "vitest";
import { MOST_ROBOTS, readRobots, robotsOfAnswer, sitemapsIn } from "../../../src/content/robots.ts";

const START = "https://site.example/";

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

	test.each([
		["/%7Ejoe", "/~joe/x", false],
		["/~joe", "/%7ejoe", false],
		["/%6Aoe", "/joe", false],
		["/a%2fb", "/a%2Fb", false],
		["/a%2Fb", "/a/b", true],
		["/a/b", "/a%2Fb", true],
		["/ä", "/%c3%a4", false],
		["/%E3%83%84", "/ツ", false],
		["/a b|c", "/a%20b|c", false],
		["/Case", "/case", true],
		["/x?q='a'", "/x?q=%27a%27", false],
		["/star-%2A-", "/star-*-", false],
		["/star-%2A-", "/star-any-", true],
		["/star-*-end", "/star-any-end", false],
		["/cost$", "/cost", false],
		["/cost$", "/cost$5", true],
		["/cost%24", "/cost$5", false],
		["/a$b", "/a$b", false],
		["/100%", "/100%25", false],
		["/private # not /public", "/private", false],
		["/private # not /public", "/public", true],
	])("that disallows %s lets %s be fetched: %s", (rule, path, isAllowed) => {
		const robots = readRobots(`User-agent: *\nDisallow: ${rule}`, START);
		expect(robots.isAllowed(new URL(path, START).href, "Berth")).toBe(isAllowed);
	});

	test.each([
		"\uFEFFUser-agent: *\nDisallow: /a",
		"USER-AGENT:*\r\n\r\n  disallow :/a\r\n",
		"user-agent: *\rDisallow:\t/a",
	])("is read however it is written: %j", (robotsTxt) => {
		const robots = readRobots(robotsTxt, START);
		expect([`${START}a`, `${START}b`].map((url) => robots.isAllowed(url, "Berth"))).toEqual([false, true]);
	});

	test("that is too long is not cut into another rule", () => {
		const start = "User-agent: *\nDisallow: /a\n";
		const robots = readRobots(
			`${start}#${"x".repeat(MOST_ROBOTS - start.length - 14)}\nDisallow: /long`,
			START,
		);
		expect([`${START}a`, `${START}b`].map((url) => robots.isAllowed(url, "Berth"))).toEqual([false, true]);
		expect(readRobots("Disallow: /".repeat(100_000), START).isAllowed(START, "Berth")).toBe(true);
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

	test.each([
		["/*.php$", "/a/b.php", false],
		["/*.php$", "/a/b.php?x", true],
		["/a*b*c$", "/a-b-c-b-c", false],
		["/a*b*c$", "/a-b-c-b", true],
		["/ab*ba$", "/aba", true],
		["/ab*ba$", "/abba", false],
		["/**", "/x", false],
		["*/x", "/a/x", false],
		["/$", "/", false],
		["/$", "/x", true],
	])("that disallows the pattern %s lets %s be fetched: %s", (rule, path, isAllowed) => {
		const robots = readRobots(`User-agent: *\nDisallow: ${rule}`, START);
		expect(robots.isAllowed(new URL(path, START).href, "Berth")).toBe(isAllowed);
	});

	test.each([
		["the longest rule", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b", true],
		["what allows, of two as long", "User-agent: *\nAllow: /a\nDisallow: /a", "/a", true],
		[
			"each group of a crawler",
			"User-agent: berth\nAllow: /\n\nUser-agent: Berth\nDisallow: /a",
			"/a",
			false,
		],
		["a group of several", "User-agent: X\nUser-agent: Berth\nDisallow: /a", "/a", false],
		["a group through a sitemap", "User-agent: Berth\nSitemap: /s\nUser-agent: X\nDisallow: /a", "/a", false],
		["no rule before a group", "Disallow: /a\nUser-agent: *\nDisallow: /b", "/a", true],
		["no name without a rule", "User-agent: *\nDisallow: /a\nUser-agent: Berth\n", "/a", false],
	])("is decided by %s", (_, robotsTxt, path, isAllowed) => {
		expect(readRobots(robotsTxt, START).isAllowed(new URL(path, START).href, "Berth")).toBe(isAllowed);
	});

	// Each takes minutes, or all the memory, where the time grows with the square of the file.
	test.each([
		["rules of many stars", `User-agent: *\n${`Disallow: /${"*a".repeat(200)}z\n`.repeat(1_200)}`],
		["a rule of nothing but stars", `User-agent: *\nDisallow: /${"*".repeat(500_000)}z`],
		["parts that nearly match", `User-agent: *\n${`Disallow: /*${"a".repeat(1_500)}z\n`.repeat(300)}`],
		[
			"many names of many rules",
			`${"User-agent: *\n".repeat(2)}${names(15_000)}${"Disallow: /z\n".repeat(15_000)}`,
		],
	])("may be hostile: %s", (_, robotsTxt) => {
		const robots = readRobots(robotsTxt, START);
		for (let page = 0; page < 20; page += 1)
			expect(robots.isAllowed(`${START}${"a".repeat(1_900)}?${page}`, "Berth")).toBe(true);
	});
});

function names(count: number): string {
	return Array.from({ length: count }, (_, index) => `User-agent: ${index}\n`).join("");
}

describe("a robots.txt's signals", () => {
	const signalsOf = (text: string, agent = "Crawler") =>
		Object.fromEntries(readRobots(text, START).signals(agent));

	test.each([
		["User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /", { search: "yes", "ai-train": "no" }],
		["user-agent: *\ncontent-signal :AI-Input = NO # not for models", { "ai-input": "no" }],
		["User-agent: *\nContent-Signal: use=reference", { use: "reference" }],
		["Content-Signal: search=no", {}],
		["User-agent: *\nContent-Signal: search, =no, ai-train=", {}],
		["User-agent: *\nContent-Signal: search=no\n\nUser-agent: Crawler\nDisallow:", {}],
		[
			"User-agent: Crawler\nContent-Signal: search=no\n\nUser-agent: *\nContent-Signal: ai-train=no",
			{ search: "no" },
		],
		["User-agent: *\nContent-Signal: search=yes\nContent-Signal: search=no", { search: "no" }],
	])("of %j", (text, signals) => {
		expect(signalsOf(text)).toEqual(signals);
	});
});

describe("the sitemaps that a robots.txt names", () => {
	test.each([
		["Sitemap: https://site.example/a.xml\nUser-agent: *\nDisallow: /\nSITEMAP: /b.xml", ["a.xml", "b.xml"]],
		["sitemap:/a.xml # the first\nsitemap:/a.xml", ["a.xml"]],
		["Sitemap: javascript:alert(1)\nSitemap:\nNo-Sitemap: /a.xml", []],
		["Sitemap: /a\nSitemap: /b\nSitemap: /c\nSitemap: /d", ["a", "b", "c"]],
	])("in %j", (text, paths) => {
		expect(sitemapsIn(text, START, 3)).toEqual(paths.map((path) => START + path));
	});
});

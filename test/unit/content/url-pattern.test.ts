import { describe, expect, test } from "vitest";
import { urlFilter, urlPattern } from "../../../src/content/url-pattern.ts";
import { MOST_PATTERN_CHARACTERS } from "../../../src/domain/crawl/request.ts";

const at = (path: string) => new URL(path, "https://site.example");

describe("a pattern of a crawl job", () => {
	test.each([
		["https://site.example/docs/*", "/docs/a"],
		["https://site.example/docs/*", "/docs/"],
		["https://site.example/docs/**", "/docs/a/b?c=d"],
		["https://*/docs/**", "/docs/a"],
		["**/docs/*", "/de/docs/a"],
		["**.html", "/a/b.html"],
		["/docs/*", "/docs/a?b"],
		["/search?q=*", "/search?q=x"],
		["/a+(b)[c].$", "/a+(b)[c].$"],
		["/**", "/"],
		["**", "/"],
	])("%s matches %s", (pattern, path) => {
		expect(urlPattern(pattern)(at(path))).toBe(true);
	});

	test.each([
		["https://site.example/docs/*", "/docs/a/b"],
		["https://site.example/docs/*", "/docs"],
		["https://other.example/**", "/"],
		["*.html", "/a.html"],
		["/docs", "/docs/a"],
		["/doc?", "/docs"],
		["/{a,b}", "/a"],
		["", "/"],
	])("%s does not match %s", (pattern, path) => {
		expect(urlPattern(pattern)(at(path))).toBe(false);
	});

	test("of many stars is decided on a path that almost matches", () => {
		// What backtracks takes years for it.
		const isMatch = urlPattern(`/${"*a".repeat(MOST_PATTERN_CHARACTERS / 2)}b`);
		expect(isMatch(at(`/${"a".repeat(1_900)}`))).toBe(false);
	});
});

describe("the patterns of a crawl job", () => {
	test.each([
		[[], [], "/a", true],
		[["/a/**"], [], "/a/b", true],
		[["/a/**"], [], "/b", false],
		[[], ["/a/**"], "/a/b", false],
		[["/a/**"], ["**/b"], "/a/b", false],
		[["/a/**", "/c"], ["**/b"], "/c", true],
	])("that include %j and exclude %j take %s: %s", (include, exclude, path, isTaken) => {
		expect(urlFilter(include, exclude)(at(path))).toBe(isTaken);
	});
});

import { describe, expect, test } from "vitest";
import { MOST_TOKENS, pathFilter, pathGlob, tokenCount } from "../../../src/content/path-glob.ts";

const at = (path: string) => new URL(path, "https://site.example");

describe("a path glob", () => {
	test.each([
		["/blog", "/blog"],
		["/blog/", "/blog"],
		["/blog", "/blog/"],
		["blog/*", "/blog/a"],
		["/blog/*", "/blog/a/"],
		["/blog/**", "/blog"],
		["/blog/**", "/blog/a/b.html"],
		["/**/b", "/b"],
		["/**/b", "/a/a/b"],
		["/a/**/b", "/a/b"],
		["/a/**/b", "/a/x/y/b"],
		["**/b/**", "/a/b/c"],
		["*.html", "/a/b.html"],
		["draft-*", "/a/draft-1"],
		["/a?c", "/abc"],
		["/{en,de}/*", "/de/x"],
		["/{a,b{c,d}}/x", "/bd/x"],
		["/**", "/"],
		["/*", "/"],
		["/", "/"],
		["https://site.example/a/*", "/a/b"],
		["/a+(b)[c].$", "/a+(b)[c].$"],
		["/a*", "/a.b-c"],
	])("%s matches %s", (glob, path) => {
		expect(pathGlob(glob)(at(path))).toBe(true);
	});

	test.each([
		["/blog", "/blog/a"],
		["/blog", "/blogs"],
		["/blog/*", "/blog"],
		["/blog/*", "/blog/a/b"],
		["/blog/**", "/blogs/a"],
		["/a?c", "/a/c"],
		["/a/**/b", "/ab"],
		["/a/**/b", "/a/xb"],
		["*.html", "/a/b.htm"],
		["/{en,de}/*", "/fr/x"],
		["https://other.example/**", "/a"],
		["/a.c", "/abc"],
		["", "/a"],
	])("%s does not match %s", (glob, path) => {
		expect(pathGlob(glob)(at(path))).toBe(false);
	});

	test("takes no longer for a path that is made to be slow", () => {
		const isMatch = pathGlob("/**/*a*a*a*a*a*a*a*a*a*b/**/c");
		expect(isMatch(at(`/${"a".repeat(1900)}`))).toBe(false);
	});

	test("has no more alternatives than can be tried", () => {
		const isMatch = pathGlob(`/${"{a,b,c,d,e,f}".repeat(30)}`);
		expect(isMatch(at(`/${"g".repeat(30)}`))).toBe(false);
	});
});

test.each([
	[[], [], true],
	[["/a/**"], [], true],
	[["/b/**"], [], false],
	[["/b/**", "/a/*"], [], true],
	[[], ["/a/**"], false],
	[["/a/**"], ["*.html"], false],
])("with %j included and %j excluded, /a/x.html is taken: %s", (include, exclude, isTaken) => {
	expect(pathFilter(include, exclude)(at("/a/x.html"))).toBe(isTaken);
});

test.each([
	["no globs", [], 0],
	["letters and stars", ["/a*", "/**/b"], 6],
	["alternatives, each once", ["/{a,bb,a}"], 5],
	["alternatives that are all the same", [`/${"{,}".repeat(150)}`], 1],
])("the tokens are counted of %s", (_, globs, count) => {
	expect(tokenCount(globs)).toBe(count);
});

test("tokens are counted until they are too many", () => {
	const many = Array.from({ length: 50 }, () => "/{a,b}".repeat(80));
	expect(tokenCount(many)).toBeGreaterThan(MOST_TOKENS);
	expect(tokenCount(many)).toBe(tokenCount(many.slice(0, 1)));
});

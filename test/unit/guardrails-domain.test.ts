import { describe, expect, test } from "vitest";
import { BUILT_IN_SETS } from "../../src/domain/built-in-sets.ts";
import { AllowedHosts, guardrailsSchema, readHostPattern, resolveWith } from "../../src/domain/guardrails.ts";
import { isLocalPage } from "../../src/domain/local-page.ts";

const allowed = (...patterns: string[]) =>
	new AllowedHosts(guardrailsSchema.parse({ allowedDomains: patterns }).allowedDomains ?? []);

describe("a pattern", () => {
	test.each([
		["example.com", "example.com"],
		["EXAMPLE.Com.", "example.com"],
		["bücher.example", "xn--bcher-kva.example"],
		["*.bücher.example", "*.xn--bcher-kva.example"],
		["*.Example.com", "*.example.com"],
		["*example.com", "*example.com"],
		["api.*.example.com", "api.*.example.com"],
		["api-*-1.example.com", "api-*-1.example.com"],
		["*", "*"],
		["localhost", "localhost"],
		["my_host.example", "my_host.example"],
		["127.0.0.1", "127.0.0.1"],
		["0x7f.1", "127.0.0.1"],
		["192.168.*", "192.168.*"],
		["192.*.0.1", "192.*.0.1"],
		["[::1]", "[::1]"],
		["[2001:DB8:0::1]", "[2001:db8::1]"],
	])("%s is compared as %s", (text, pattern) => {
		expect(readHostPattern(text)).toBe(pattern);
	});

	test.each([
		"",
		".",
		" ",
		"https://example.com",
		"example.com:443",
		"[::1]:80",
		"::1",
		"example.com/path",
		"user@example.com",
		"*.a.*",
		"**",
		"a..*",
		"*..example.com",
		"exa mple.com",
		"*.exa mple.com",
		"%65xample.com",
		"bü*cher.example",
		"*:80",
		"1.2.3.999",
		"a".repeat(254),
	])("%j is none", (text) => {
		expect(readHostPattern(text)).toBeUndefined();
	});
});

describe("a list of hosts", () => {
	test.each([
		["example.com", "https://example.com/a?b#c", true],
		["example.com", "http://EXAMPLE.com:8080/", true],
		["example.com", "https://example.com./", true],
		["example.com", "wss://example.com/socket", true],
		["example.com", "https://www.example.com/", false],
		["example.com", "https://evil-example.com/", false],
		["example.com", "https://example.com.evil.test/", false],
		["example.com", "https://example.com@evil.test/", false],
		["example.com", "https://evil.test/example.com", false],
		["example.com", "https:\\\\evil.test\\@example.com", false],
		["*.example.com", "https://www.example.com/", true],
		["*.example.com", "https://api.v1.example.com/", true],
		["*.example.com", "https://example.com/", false],
		["*.example.com", "https://evilexample.com/", false],
		["*example.com", "https://example.com/", true],
		["*example.com", "https://evilexample.com/", true],
		["*example.com", "https://example.net/", false],
		["api.*.example.com", "https://api.v1.example.com/", true],
		["api.*.example.com", "https://api.a.b.example.com/", true],
		["api.*.example.com", "https://api.example.com/", false],
		["*", "https://anything.test/", true],
		["bücher.example", "https://bücher.example/", true],
		["bücher.example", "https://xn--bcher-kva.example/", true],
		["127.0.0.1", "http://127.0.0.1:1/", true],
		["127.0.0.1", "http://0x7f000001/", true],
		["127.0.0.1", "http://2130706433/", true],
		["127.0.0.1", "http://[::1]/", false],
		["[::1]", "http://[0:0:0:0:0:0:0:1]:80/", true],
		["example.com", "data:text/html,hi", true],
		["example.com", "blob:https://evil.test/1", true],
		["example.com", "about:blank", true],
		["*", "file:///etc/passwd", false],
		["*", "chrome://version", false],
		["*", "devtools://devtools/x", false],
		["*", "ftp://example.com/", false],
		["*", "view-source:https://example.com/", false],
		["*", "nonsense", false],
	])("of %s: whether %s may be asked for is %s", (pattern, url, isPermitted) => {
		expect(allowed(pattern).permits(url)).toBe(isPermitted);
	});

	test.each([
		[["*.example.com"], "a.example.com", true],
		[["*.example.com"], "*.example.com", true],
		[["*.example.com"], "*.a.example.com", true],
		[["*.example.com"], "*", false],
		[["*.example.com"], "example.com", false],
		[["*.example.com"], "*example.com", false],
		[["*example.com"], "*.example.com", true],
		[["a.example.com", "b.example.com"], "*.example.com", false],
		[["*"], "*.example.com", true],
		[["example.com"], "example.com", true],
		[[], "example.com", false],
	])("of %j covers %s: %s", (patterns, pattern, isCovered) => {
		expect(new AllowedHosts(patterns).covers(pattern)).toBe(isCovered);
	});

	test("that is empty permits no host", () => {
		expect(allowed().permits("https://example.com/")).toBe(false);
		expect(allowed().permits("data:,x")).toBe(true);
	});
});

test.each([
	["chrome://version", true],
	["  CHROME://version", true],
	["view-source:https://example.com", true],
	["file:///etc/passwd", true],
	["devtools://devtools/bundled/inspector.html", true],
	["https://example.com", false],
	["about:blank", false],
	["about:blank#x", false],
	["about:srcdoc", false],
	["about:version", true],
	["chr\nome://version", true],
	["chrome://version\\", true],
	["chrome://version:99999", true],
	["chrome://ver sion", true],
	["devtools://devtools\\bundled/inspector.html", true],
	["about://blank x", true],
	["data:,x", false],
	["http://exa mple.com", false],
	["example.com", false],
	["", false],
])("whether %s is a page of the browser's own is %s", (url, isLocal) => {
	expect(isLocalPage(url)).toBe(isLocal);
});

describe("what the hosted service is told", () => {
	const many = (count: number, of = "host") =>
		Array.from({ length: count }, (_, at) => `${of}-${at}.example`);

	test("is the list, and the sets that it knows by name or address", () => {
		const cdns = { name: "common-cdns", hosts: BUILT_IN_SETS.get("common-cdns") ?? [] };
		const list = { name: "https://lists.example/a.txt", hosts: ["b.example"] };
		const own = { name: "team", hosts: ["c.example", "a.example"] };
		const resolved = resolveWith({ allowedDomains: ["a.example"] }, [cdns, list, own]);
		expect(resolved.hosted).toEqual({
			allowedDomains: ["a.example", "c.example"],
			allowedDomainSets: ["common-cdns", "https://lists.example/a.txt"],
		});
		expect(resolved.hosts).toEqual(["a.example", ...cdns.hosts, "b.example", "c.example"]);
	});

	test("is nothing at all where its list is too short for a set of Berth's", () => {
		const set = { name: "team", hosts: many(30) };
		expect(resolveWith({ allowedDomains: many(20) }, [set]).hosted?.allowedDomains).toHaveLength(50 - 20);
		expect(resolveWith({ allowedDomains: many(21, "other") }, [set]).hosted).toBeUndefined();
	});

	test("is nothing where it has no words for a host", () => {
		expect(resolveWith({ allowedDomains: ["[::1]"] }, []).hosted).toBeUndefined();
	});

	test("is that nothing is allowed, where that is so", () => {
		expect(resolveWith({ allowedDomains: [] }, [])).toEqual({
			allowedDomains: [],
			hosts: [],
			hosted: { allowedDomains: [] },
		});
	});
});

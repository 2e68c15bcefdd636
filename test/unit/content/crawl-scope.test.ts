import { expect, test } from "vitest";
import { isInScope } from "../../../src/content/crawl-scope.ts";

const HOST = { includeExternalLinks: false, includeSubdomains: false };
const SUBDOMAINS = { includeExternalLinks: false, includeSubdomains: true };
const ALL = { includeExternalLinks: true, includeSubdomains: false };

test.each([
	["https://site.example/b", "https://site.example/a", HOST, true],
	["http://www.site.example/b", "https://site.example/a", HOST, true],
	["https://blog.site.example/", "https://site.example/a", HOST, false],
	["https://site.example:8080/", "https://site.example/a", HOST, false],
	["https://blog.site.example/", "https://www.site.example/a", SUBDOMAINS, true],
	["https://a.site.co.uk/", "https://b.site.co.uk/", SUBDOMAINS, true],
	["https://one.co.uk/", "https://two.co.uk/", SUBDOMAINS, false],
	["https://one.github.io/", "https://two.github.io/", SUBDOMAINS, false],
	["https://other.example/", "https://site.example/", SUBDOMAINS, false],
	["http://127.0.0.2/", "http://127.0.0.1/", SUBDOMAINS, false],
	["http://127.0.0.1/", "http://127.0.0.1/", SUBDOMAINS, true],
	["http://b.a.localhost/", "http://a.localhost/", SUBDOMAINS, true],
	["https://other.example/", "https://site.example/", ALL, true],
])("a job goes to %s that began at %s (%j): %s", (url, site, scope, isTaken) => {
	expect(isInScope(new URL(url), new URL(site), scope)).toBe(isTaken);
});

import { describe, expect, test } from "vitest";
import { crawlBody } from "../../../src/domain/crawl/request.ts";

const url = "https://example.com/";
const nowS = Math.floor(Date.now() / 1_000);
const DAY_S = 86_400;

const refusalOf = (body: object) =>
	crawlBody.safeParse(body).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

test("a crawl of nothing but a URL has Cloudflare's defaults", () => {
	expect(crawlBody.parse({ url })).toMatchObject({
		url,
		limit: 10,
		depth: 100_000,
		source: "all",
		formats: ["html"],
		render: true,
		maxAge: DAY_S,
		options: {
			includeExternalLinks: false,
			includeSubdomains: false,
			includePatterns: [],
			excludePatterns: [],
		},
		crawlPurposes: ["search", "ai-input", "ai-train"],
		contentUse: "full",
		gotoOptions: { timeout: 30_000, waitUntil: "domcontentloaded" },
	});
});

describe("a crawl", () => {
	test.each([
		["no browser", { render: false }],
		["a way of rendering", { render: true, waitForTimeout: 5, rejectResourceTypes: ["image"] }],
		["the docs' other spelling", { goToOptions: { waitUntil: "load" } }],
		["a format twice", { formats: ["markdown", "markdown"] }],
		["the most of everything", { limit: 100_000, depth: 100_000, maxAge: 604_800 }],
		["the least of everything", { limit: 1, depth: 0, maxAge: 0 }],
		["a time", { modifiedSince: nowS - 300 * DAY_S }],
		["JSON", { formats: ["json"], jsonOptions: { prompt: "the title" } }],
		["patterns", { options: { includePatterns: ["/a/**"], excludePatterns: ["**/b"] } }],
		["purposes", { crawlPurposes: ["search"], contentUse: "reference" }],
	])("takes %s", (_, fields) => {
		expect(crawlBody.safeParse({ url, ...fields })).toMatchObject({ success: true });
	});

	test.each([
		["another scheme", { url: "data:text/html,x" }, "url: must be an http or https URL"],
		["a file", { url: "file:///a" }, "url: chrome://, javascript:, and file:// URLs are not allowed"],
		["no page at all", { limit: 0 }, "limit: Too small: expected number to be >=1"],
		["half a page", { limit: 1.5 }, "limit: Invalid input: expected int, received number"],
		["too many pages", { limit: 100_001 }, "limit: Too big: expected number to be <=100000"],
		[
			"a format of its own",
			{ formats: ["pdf"] },
			'formats.0: Invalid option: expected one of "html"|"markdown"|"json"',
		],
		["no formats", { formats: [] }, "formats: Too small: expected array to have >=1 items"],
		["JSON without a wish", { formats: ["json"] }, "jsonOptions: is required for the format json"],
		[
			"a wish for nothing",
			{ jsonOptions: {} },
			"jsonOptions: Either 'prompt' or 'response_format' must be defined",
		],
		["a user agent", { userAgent: "x" }, expect.stringContaining('"userAgent"')],
		["markup", { html: "<p>" }, expect.stringContaining('"html"')],
		[
			"another browser",
			{ browser: "kitesurf" },
			"browser: This Berth has no kitesurf. Leave browser out for Chrome.",
		],
		[
			"waits without a browser",
			{ render: false, waitForTimeout: 1 },
			"waitForTimeout: can't be used with render: false",
		],
		["a time to come", { modifiedSince: nowS + DAY_S }, "modifiedSince: must not be in the future"],
		["a time long ago", { modifiedSince: nowS - 400 * DAY_S }, "modifiedSince: must be within the last year"],
		["milliseconds", { modifiedSince: Date.now() }, "modifiedSince: must not be in the future"],
		["an unknown option", { options: { includeAll: true } }, expect.stringContaining('"includeAll"')],
		[
			"patterns beyond bounds",
			{ options: { includePatterns: Array(11).fill("a".repeat(500)) } },
			"options: the patterns may have 5000 characters together",
		],
		[
			"opposite filters",
			{ allowResourceTypes: ["font"], rejectResourceTypes: ["font"] },
			": rejectResourceTypes and allowResourceTypes cannot be set at the same time, please remove one of them",
		],
	])("does not take %s", (_, fields, refusal) => {
		expect(refusalOf({ url, ...fields })).toEqual([refusal]);
	});
});

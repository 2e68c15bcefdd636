import { describe, expect, test } from "vitest";
import {
	isQuickAction,
	QUICK_ACTIONS,
	QUICK_BODIES,
	type QuickAction,
} from "../../../src/domain/quick/request.ts";

const url = "https://example.com/";
const OWN: Partial<Record<QuickAction, object>> = {
	scrape: { elements: [{ selector: "h1" }] },
	json: { prompt: "the title" },
};
const pageOf = (action: QuickAction) => ({ url, ...OWN[action] });

const refusalOf = (action: QuickAction, body: object) =>
	QUICK_BODIES[action].safeParse(body).error?.issues.map(({ message }) => message);

test("a body of nothing but a URL has Cloudflare's defaults", () => {
	expect(QUICK_BODIES.content.parse({ url })).toEqual({
		url,
		gotoOptions: { timeout: 30_000, waitUntil: "domcontentloaded" },
		bestAttempt: false,
		viewport: { width: 1920, height: 1080 },
		cookies: [],
		setJavaScriptEnabled: true,
		addScriptTag: [],
		addStyleTag: [],
	});
});

describe.each(QUICK_ACTIONS)("%s", (action) => {
	const PAGE = pageOf(action);

	test.each([
		["a page's markup for its address", { url: undefined, html: "<p>" }],
		["the docs' other spelling", { goToOptions: { waitUntil: "load" } }],
		["waits", { waitForSelector: { selector: "p", visible: true }, waitForTimeout: 120_000 }],
		["the longest times", { gotoOptions: { timeout: 60_000 }, actionTimeout: 300_000 }],
		["several events", { gotoOptions: { waitUntil: ["load", "networkidle0"] } }],
		["a cookie in full", { cookies: [{ name: "a", value: "b", domain: "x", sameSite: "Lax", expires: 1 }] }],
		["credentials", { authenticate: { username: "u", password: "p" } }],
		["headers", { setExtraHTTPHeaders: { "X-A": "1" } }],
		[
			"a script and a style",
			{ addScriptTag: [{ url: "/a.js", type: "module" }], addStyleTag: [{ content: "p{}" }] },
		],
		[
			"a rejecting and an allowing list of different kinds",
			{ rejectRequestPattern: ["a"], allowResourceTypes: ["font"] },
		],
		["a session", { session_id: "3f0c" }],
		["guardrails", { guardrails: { allowedDomains: ["*.example.com"] } }],
		["a print's style", { emulateMediaType: "print" }],
	])("takes %s", (_, fields) => {
		expect(QUICK_BODIES[action].safeParse({ ...PAGE, ...fields })).toMatchObject({ success: true });
	});

	const ADDRESSES = "chrome://, javascript:, and file:// URLs are not allowed";
	test.each([
		["neither page nor address", { url: undefined }, "Either 'url' or 'html' is required."],
		["both", { html: "<p>" }, "url and html cannot be set at the same time, please remove one of them"],
		["a file", { url: "file:///etc/passwd" }, ADDRESSES],
		["a page of Chrome's", { url: "chrome://version" }, ADDRESSES],
		["the same by its other name", { url: "about:version" }, ADDRESSES],
		["the source of one", { url: "view-source:file:///etc/passwd" }, ADDRESSES],
		["a script", { url: " JavaScript:alert(1)" }, ADDRESSES],
		["no address at all", { url: "example.com" }, "must be an absolute URL"],
		[
			"two lists of patterns",
			{ rejectRequestPattern: ["a"], allowRequestPattern: ["b"] },
			"rejectRequestPattern and allowRequestPattern cannot be set at the same time, please remove one of them",
		],
		[
			"two lists of kinds",
			{ rejectResourceTypes: ["font"], allowResourceTypes: ["image"] },
			"rejectResourceTypes and allowResourceTypes cannot be set at the same time, please remove one of them",
		],
		["half a pattern", { rejectRequestPattern: ["("] }, "must be a regular expression"],
		["an empty style", { addStyleTag: [{}] }, "Each style tag must have either 'content' or 'url' defined."],
		[
			"an empty script",
			{ addScriptTag: [{}] },
			"Each script tag must have either 'content' or 'url' defined.",
		],
		[
			"a header that breaks its line",
			{ setExtraHTTPHeaders: { a: "b\r\nc" } },
			"must be the value of a header, of one line",
		],
		["a header that has no name", { setExtraHTTPHeaders: { "a b": "c" } }, "must be the name of a header"],
		[
			"a cookie of nobody",
			{ url: undefined, html: "<p>", cookies: [{ name: "a", value: "b" }] },
			"must have a 'url' or a 'domain', because the page is none of a site's",
		],
		[
			"hosts for a session that has its own",
			{ session_id: "3f0c", guardrails: {} },
			"session_id and guardrails cannot be set at the same time, please remove one of them",
		],
	])("refuses %s", (_, fields, message) => {
		expect(refusalOf(action, { ...PAGE, ...fields })).toEqual([message]);
	});

	test.each([
		["an unknown field", { rendr: true }],
		["both spellings of one", { gotoOptions: {}, goToOptions: {} }],
		["a navigation of more than a minute", { gotoOptions: { timeout: 60_001 } }],
		["a wait of more than two", { waitForTimeout: 120_001 }],
		["a wait for an element that is longer", { waitForSelector: { selector: "p", timeout: 120_001 } }],
		["steps of more than five minutes", { actionTimeout: 300_001 }],
		["a time before now", { waitForTimeout: -1 }],
		["a viewport without a height", { viewport: { width: 100 } }],
		["a picture too large to be drawn", { viewport: { width: 16_384, height: 16_384 } }],
		["a cookie without a value", { cookies: [{ name: "a" }] }],
		["a user without a password", { authenticate: { username: "u", password: "" } }],
		["an unknown kind of request", { rejectResourceTypes: ["images"] }],
		["an unknown event", { gotoOptions: { waitUntil: "loaded" } }],
		["an empty user agent", { userAgent: "" }],
	])("refuses %s", (_, fields) => {
		expect(refusalOf(action, { ...PAGE, ...fields })).toHaveLength(1);
	});
});

test.each([
	["content", true],
	["accessibilityTree", true],
	["crawl", false],
	["constructor", false],
])("whether %s is an action: %s", (name, is) => {
	expect(isQuickAction(name)).toBe(is);
});

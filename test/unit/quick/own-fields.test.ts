import { describe, expect, test } from "vitest";
import { readRequestPattern } from "../../../src/domain/quick/request-filters.ts";
import { QUICK_BODIES, type QuickAction } from "../../../src/domain/quick/request.ts";

const url = "https://example.com/";
const read = (action: QuickAction, fields: object) => QUICK_BODIES[action].safeParse({ url, ...fields });
const json_schema = { type: "object" };

test.each<[action: QuickAction, fields: object, as: object]>([
	["links", {}, { visibleLinksOnly: false, excludeExternalLinks: false }],
	["snapshot", {}, { formats: ["content", "screenshot"], screenshotOptions: { type: "png" } }],
	["snapshot", { formats: ["markdown", "content", "markdown"] }, { formats: ["markdown", "content"] }],
	["screenshot", {}, { scrollPage: false, screenshotOptions: { type: "png", encoding: "binary" } }],
	[
		"pdf",
		{},
		{
			pdfOptions: { printBackground: false, tagged: true, outline: false, timeout: 30_000 },
		},
	],
	["pdf", { pdfOptions: { format: "A4", timeout: 0 } }, { pdfOptions: { format: "a4", timeout: 300_000 } }],
	["content", { gotoOptions: { timeout: 0 } }, { gotoOptions: { timeout: 60_000 } }],
	[
		"content",
		{ gotoOptions: { referrerPolicy: "no-referrer-when-downgrade" } },
		{ gotoOptions: { referrerPolicy: "noReferrerWhenDowngrade" } },
	],
	["content", { actionTimeout: 0 }, { actionTimeout: undefined }],
])("%s with %o", (action, fields, as) => {
	expect(read(action, fields).data).toMatchObject(as);
});

describe("what an action takes", () => {
	test.each<[action: QuickAction, fields: object]>([
		["scrape", { elements: [{ selector: "p" }, { selector: "h1 > a" }] }],
		["accessibilityTree", { root: "#main", interestingOnly: true }],
		[
			"snapshot",
			{ formats: ["accessibilityTree", "markdown"], screenshotOptions: { type: "webp", quality: 1 } },
		],
		["screenshot", { selector: "#box", scrollPage: true, screenshotOptions: { type: "jpeg", quality: 100 } }],
		["screenshot", { screenshotOptions: { clip: { x: -1, y: 0, width: 1, height: 1, scale: 2 } } }],
		["screenshot", { screenshotOptions: { fullPage: false, clip: { x: 0, y: 0, width: 1, height: 1 } } }],
		["pdf", { pdfOptions: { width: 10, height: "11.5in", margin: { top: "1cm", left: 0 }, scale: 0.1 } }],
		[
			"pdf",
			{ pdfOptions: { displayHeaderFooter: true, headerTemplate: "<b class=title>", pageRanges: "1-2" } },
		],
		["json", { prompt: "the title" }],
		["json", { response_format: { type: "json_schema", json_schema } }],
		["json", { response_format: { type: "json_object" }, custom_ai: [{ model: "workers-ai/@cf/x/y" }] }],
		["json", { prompt: "x", custom_ai: [{ model: "openai/gpt", authorization: "Bearer key" }] }],
	])("%s %o", (action, fields) => {
		expect(read(action, fields)).toMatchObject({ success: true });
	});
});

describe("what it refuses", () => {
	const ALONE =
		"This format must be combined with at least one other format. Use respective endpoint for this format request.";
	const clip = { x: 0, y: 0, width: 1, height: 1 };
	test.each<[action: QuickAction, fields: object, message: string]>([
		["scrape", {}, "elements is required"],
		["scrape", { elements: [] }, "elements is required"],
		["snapshot", { formats: ["content"] }, ALONE],
		["snapshot", { formats: ["content", "content"] }, ALONE],
		["snapshot", { formats: [] }, ALONE],
		[
			"screenshot",
			{ screenshotOptions: { quality: 50 } },
			"screenshotOptions.quality cannot be set when type is 'png'.",
		],
		[
			"snapshot",
			{ screenshotOptions: { quality: 50 } },
			"screenshotOptions.quality cannot be set when type is 'png'.",
		],
		[
			"screenshot",
			{ screenshotOptions: { fullPage: true, clip } },
			"screenshotOptions.clip cannot be set when fullPage is true.",
		],
		["pdf", { pdfOptions: { width: "wide" } }, "must be a length in px, in, cm or mm"],
		["json", {}, "Either 'prompt' or 'response_format' must be defined"],
		[
			"json",
			{ response_format: { type: "json_schema", json_schema: {} } },
			"must hold a schema where response_format.type is 'json_schema'",
		],
		[
			"json",
			{ prompt: "x", custom_ai: [{ model: "openai/gpt" }] },
			"is required unless the model begins with workers-ai/",
		],
		[
			"json",
			{ prompt: "x", custom_ai: [{ model: "gpt", authorization: "Bearer key" }] },
			"must be of the form <provider>/<name>",
		],
	])("%s %o", (action, fields, message) => {
		expect(read(action, fields).error?.issues.map((issue) => issue.message)).toEqual([message]);
	});

	test.each<[action: QuickAction, fields: object]>([
		["content", { selector: "p" }],
		["snapshot", { screenshotOptions: { encoding: "base64" } }],
		["screenshot", { screenshotOptions: { type: "gif" } }],
		["screenshot", { screenshotOptions: { path: "/tmp/x" } }],
		["screenshot", { screenshotOptions: { clip: { ...clip, width: 0 } } }],
		["screenshot", { screenshotOptions: { clip: { ...clip, width: 16_384, height: 16_384 } } }],
		["screenshot", { screenshotOptions: { type: "jpeg", quality: 101 } }],
		["pdf", { pdfOptions: { format: "a7" } }],
		["pdf", { pdfOptions: { scale: 2.1 } }],
		["pdf", { pdfOptions: { scale: 0.09 } }],
		["pdf", { pdfOptions: { timeout: 300_001 } }],
		["pdf", { pdfOptions: { path: "/tmp/x" } }],
		["scrape", { elements: [{ selector: "" }] }],
		["scrape", { elements: Array.from({ length: 101 }, () => ({ selector: "p" })) }],
		["json", { prompt: "x", custom_ai: Array.from({ length: 4 }, () => ({ model: "workers-ai/x" })) }],
	])("%s %o", (action, fields) => {
		expect(read(action, fields).success).toBe(false);
	});
});

describe("a pattern", () => {
	test.each([
		["a text", String.raw`^https:.*\.css$`, { source: String.raw`^https:.*\.css$`, flags: "" }],
		["slashes and flags", String.raw`/\.(css|js)$/i`, { source: String.raw`\.(css|js)$`, flags: "i" }],
		["slashes alone", "/ads/", { source: "ads", flags: "" }],
		["a path", "/ads/banner", { source: String.raw`\/ads\/banner`, flags: "" }],
		["one slash", "/^.*\\.(css)", { source: String.raw`\/^.*\.(css)`, flags: "" }],
		["flags that remember", "/a/gy", { source: "a", flags: "" }],
		["half a group", "(", undefined],
		["flags that contradict", "/a/uv", undefined],
	])("may be %s", (_, text, pattern) => {
		expect(readRequestPattern(text)).toEqual(pattern);
	});
});

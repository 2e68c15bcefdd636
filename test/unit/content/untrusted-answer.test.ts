import { describe, expect, test } from "vitest";
import { presentContent } from "../../../src/content/formats.ts";
import { harvestPage } from "../../../src/content/harvest.ts";
import { parseJsonLd } from "../../../src/content/json-ld.ts";
import { problem } from "../../../src/domain/problem.ts";
import { ok, refuse } from "../../../src/domain/result.ts";

const nothing = {
	main: false,
	html: false,
	hidden: false,
	rawHtml: false,
	structured: false,
	branding: false,
};
const metadata = { title: "T", openGraph: {}, openGraphImages: [], twitter: {} };
const harvest = { hasRoot: true, baseUrl: "https://site.example/", metadata, links: [], images: [] };

/** A harvest of a browser that answers the evaluation with this. */
const harvestOf = (evaluated: unknown) =>
	harvestPage(
		async (method) => {
			if (method === "Page.getFrameTree") return ok({ frameTree: { frame: { id: "F" } } });
			return ok(method === "Page.createIsolatedWorld" ? { executionContextId: 7 } : evaluated);
		},
		nothing,
		1000,
	);

describe("what a page answers", () => {
	test("is taken when it is a harvest, without what else is in it", async () => {
		const value = { ...harvest, more: "x" };
		expect(await harvestOf({ result: { value } })).toEqual({ ok: true, value: harvest });
	});

	test.each([
		["nothing", { result: {} }],
		["no object", { result: { value: "harvest" } }],
		["a part of it", { result: { value: { ...harvest, links: undefined } } }],
		["something else in it", { result: { value: { ...harvest, links: [{ href: "x" }] } } }],
		["too many links", { result: { value: { ...harvest, links: Array.from({ length: 5001 }, () => "x") } } }],
		[
			"too long a title",
			{ result: { value: { ...harvest, metadata: { ...metadata, title: "x".repeat(10_001) } } } },
		],
		["too much HTML", { result: { value: { ...harvest, main: "x".repeat(3_000_001) } } }],
		["no evaluation", {}],
	])("is refused when it is %s", async (_, evaluated) => {
		expect(await harvestOf(evaluated)).toMatchObject({ ok: false, problem: { code: "command_failed" } });
	});

	test("is refused with what went wrong, when something did", async () => {
		const exceptionDetails = { text: "Uncaught", exception: { description: "Error: out of luck\n at x" } };
		const message = "The page could not be read: Error: out of luck.";
		expect(await harvestOf({ result: {}, exceptionDetails })).toMatchObject({ problem: { message } });
	});

	test("is refused as the browser refuses", async () => {
		const gone = refuse(problem("browser_unreachable", "gone"));
		expect(await harvestPage(async () => gone, nothing, 1000)).toEqual(gone);
	});
});

test.each([
	[['{"a":1}'], [{ a: 1 }]],
	[
		['[{"a":1},{"b":2}]', '{"c":3}'],
		[{ a: 1 }, { b: 2 }, { c: 3 }],
	],
	[["{", "[1 2]", "", "null", "1", '"x"'], []],
	[[`${'{"a":'.repeat(60)}1${"}".repeat(60)}`], []],
	[[`${"[".repeat(100_000)}${"]".repeat(100_000)}`], []],
])("JSON-LD that is %j is %j", (texts, items) => {
	expect(parseJsonLd(texts)).toEqual(items);
});

test.each([
	["CDATA", '//<![CDATA[\n{"a":1}\n//]]>'],
	["CDATA in comments", '/*<![CDATA[*/{"a":1}/*]]>*/'],
	["CDATA on its line", '// comment\n//<![CDATA[{"a":1}]]>'],
	["an HTML comment", '<!--\n{"a":1}\n-->'],
	["an HTML comment in a comment", '<!-- //\n{"a":1} //-->'],
	["comments", '/* one */ {"a": // two\n1 /* three */}'],
	["a semicolon", ' {"a":1};\n'],
	["commas too many", '{"a":1,\n}'],
	["a byte order mark", '\uFEFF{"a":1}'],
])("JSON-LD may have %s around it", (_, text) => {
	expect(parseJsonLd([text])).toEqual([{ a: 1 }]);
});

test.each([
	["line breaks", '{"a":"x\n\r\ty"}', "x\n\r\ty"],
	["other control characters", '{"a":"x\u0001y"}', "x\u0001y"],
	["what would else be around it", '{"a":"// ; ]]> <!-- \\" /*\n,}"}', '// ; ]]> <!-- " /*\n,}'],
])("JSON-LD may have %s in its texts", (_, text, value) => {
	expect(parseJsonLd([text])).toEqual([{ a: value }]);
});

test.each([
	["{&quot;a&quot;:&quot;x &amp;amp; y&quot;}", "x &amp; y"],
	[
		"{&#34;a&#x22;:&quot;it&apos;s &#128512; &lt;b&gt; &nbsp;&#1234567;&QUOT;,}",
		"it's 😀 <b> &nbsp;&#1234567;",
	],
	['{"a":"x &quot; y"}', "x &quot; y"],
	['//<![CDATA[\n{"a":"x &quot; y"}//]]>', "x &quot; y"],
])("JSON-LD that is written %s holds %j", (text, value) => {
	expect(parseJsonLd([text])).toEqual([{ a: value }]);
});

test.each([
	["escaped quotes", "&quot;".repeat(150_000)],
	["comments without an end", "/*".repeat(500_000)],
	["texts without an end", `{"a":${'"x\n'.repeat(300_000)}`],
	["wrappings", "<!--//]]>".repeat(100_000)],
	["commas", `[${",".repeat(900_000)}]`],
])("JSON-LD is read in bounded time with nothing but %s", (_, text) => {
	expect(parseJsonLd([text])).toEqual([]);
});

test("a page that came without HTTP has no status", async () => {
	const arrival = { sourceUrl: "data:,x", url: "data:,x", statusCode: null };
	const {
		content: { metadata: presented },
	} = await presentContent(harvest, { formats: [], onlyMainContent: true, includesHidden: false }, arrival);
	expect(presented).toMatchObject({ title: "T", url: "data:,x", status_code: null });
});

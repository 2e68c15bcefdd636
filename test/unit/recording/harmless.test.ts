import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/domain/recording.ts";
import { cleanStyle } from "../../../src/ui/replay/clean-style.ts";
import { harmless } from "../../../src/ui/replay/harmless.ts";
import { idleStretches } from "../../../src/ui/replay/idle.ts";

const PICTURE = "data:image/png;base64,AAAA";

const element = (tagName: string, attributes: object, childNodes: readonly object[] = []) => ({
	type: 2,
	tagName,
	attributes,
	childNodes,
	id: 1,
});

const snapshot = (node: object): RecordedEvent => ({ type: 2, timestamp: 1, data: { node } });
const changes = (data: object): RecordedEvent => ({ type: 3, timestamp: 1, data: { source: 0, ...data } });

describe("what is replayed loads nothing", () => {
	test.each<[string, object]>([
		["img", { src: "https://a.test/a.png", srcset: "https://a.test/b.png 2x", alt: "shown" }],
		["video", { src: "https://a.test/v", poster: "https://a.test/p", class: "shown" }],
		["link", { rel: "stylesheet", href: "https://a.test/s.css", title: "shown" }],
		["iframe", { src: "https://a.test/", srcdoc: "https://a.test", name: "shown" }],
		["object", { data: "https://a.test/o", id: "shown" }],
		["image", { "xlink:href": "https://a.test/i", href: "https://a.test/i", id: "shown" }],
		["meta", { "http-equiv": "refresh", content: "shown" }],
		["body", { background: "https://a.test/b", onload: "https://a.test", id: "shown" }],
		["div", { style: "background: url(https://a.test/c); color: shown" }],
		["style", { _cssText: "@import 'https://a.test/d'; a { b: url('//a.test/e') } /* shown */" }],
		["script", { src: "https://a.test/j", id: "shown" }],
		["rect", { fill: "url(https://a.test/f#a)", "clip-path": "url('https://a.test/g#a')", id: "shown" }],
		["canvas", { rr_dataURL: "https://a.test/k", id: "shown" }],
		["link", { attributionsrc: "https://a.test/l", id: "shown" }],
	])("by a %s", (tagName, attributes) => {
		const inSnapshot = JSON.stringify(
			harmless([snapshot(element("html", {}, [element(tagName, attributes)]))]),
		);
		const added = { parentId: 1, nextId: null, node: element(tagName, attributes) };
		const inChange = JSON.stringify(harmless([changes({ adds: [added] })]));
		for (const text of [inSnapshot, inChange]) {
			expect(text).not.toContain("a.test");
			expect(text).toContain("shown");
		}
	});

	test("by attributes that change, by rules that scripts add, or by what is drawn", () => {
		const events = [
			changes({ attributes: [{ id: 1, attributes: { src: "https://a.test/a", title: "shown" } }] }),
			changes({ attributes: [{ id: 1, attributes: { style: { background: "url(https://a.test/a)" } } }] }),
			changes({ source: 8, adds: [{ rule: "a { b: url(https://a.test/b) }" }] }),
			changes({ source: 15, styles: [{ rules: [{ rule: "a { b: url(https://a.test/b) }" }] }] }),
			changes({ source: 13, set: { property: "background", value: "url(https://a.test/b)" } }),
			changes({ source: 9, commands: [{ property: "src", args: ["https://a.test"] }] }),
			changes({ source: 10, fontSource: "https://a.test/font" }),
		];
		const text = JSON.stringify(harmless(events));
		expect(text).not.toContain("a.test");
		expect(text).toContain("shown");
	});

	test("by attributes that another is given for its prototype", () => {
		const node = element(
			"img",
			JSON.parse('{"__proto__":{"src":"https://a.test/"},"alt":"shown"}') as object,
		);
		const [event] = harmless([snapshot(node)]);
		const { attributes } = (event as { data: { node: { attributes: Record<string, unknown> } } }).data.node;
		expect([attributes["src"], attributes["alt"]]).toEqual([undefined, "shown"]);
	});

	test("by what an animation says where a picture is from", () => {
		const text = JSON.stringify(
			harmless([
				snapshot(element("set", { attributeName: "xlink:href", to: "https://a.test/" })),
				snapshot(element("animate", { attributeName: "cx", to: "7" })),
			]),
		);
		expect(text).not.toContain("xlink:href");
		expect(text).toContain('"attributeName":"cx"');
	});

	test("but what it holds itself, and what only a click would follow, stays", () => {
		const node = element("body", {}, [
			element("img", { src: PICTURE }),
			element("use", { href: "#icon", "xlink:href": "#icon" }),
			element("a", { href: "https://a.test/" }),
			element("p", { style: `background: url("${PICTURE}")` }),
			{ type: 3, textContent: "call url(https://b.test) for it", id: 9 },
		]);
		expect(harmless([snapshot(node)])).toEqual([snapshot(node)]);
	});

	test.each([
		["url(https://a.test/x)", 'url("data:,")'],
		["URL( 'https://a.test/x y' )", 'url("data:,")'],
		["url(//a.test)", 'url("data:,")'],
		['url("data:image/png;base64,AA)")', 'url("data:image/png;base64,AA)")'],
		["@import url(https://a.test); p { c: d }", " p { c: d }"],
		["u\\72l(https://a.test/x)", 'url("data:,")'],
		["\\000055\\r\\6C (//a.test)", 'url("data:,")'],
		["@\\69 mport '//a.test'; p { c: d }", " p { c: d }"],
		['i { content: "\\f101 \\\\u" }', 'i { content: "\\f101 \\\\u" }'],
		["fill: url(#a)", 'fill: url("#a")'],
		['fill: url("https://a.test/b/#a")', 'fill: url("#a")'],
		['image-set(url(https://a.test/1) 1x, "https://a.test/2" 2x)', "none"],
		['image-set("https://a.test/1" calc((1 + 1) * 1x)); a: b', "none; a: b"],
		["url(https://a.test/without-an-end", 'url("data:,")'],
		['url("https://a.test/without-an-end', 'url("data:,")'],
		['image-set("https://a.test/without-an-end" 1x', "none"],
		["url(data:image/svg+xml,url(https://a.test))", 'url(data:image/svg+xml,url("data:,"))'],
	])("in styles: %s", (css, clean) => {
		expect(cleanStyle(css)).toBe(clean);
	});
});

test("what is replayed takes no focus with its dialogs", () => {
	const attributes = { open: "", rr_open_mode: "modal" };
	const events = [snapshot(element("dialog", attributes)), changes({ attributes: [{ id: 1, attributes }] })];
	const inert = { ...attributes, inert: "" };
	expect(harmless(events)).toEqual([
		snapshot(element("dialog", inert)),
		changes({ attributes: [{ id: 1, attributes: inert }] }),
	]);
});

test.each<[string, number[], object[]]>([
	["a while in which nothing happens", [0, 1_000, 9_000], [{ from: 1_500, to: 8_500 }]],
	[
		"before the first and after the last",
		[5_000],
		[
			{ from: 500, to: 4_500 },
			{ from: 5_500, to: 9_500 },
		],
	],
	["none where things go on", [1_000, 3_000, 5_000, 7_500, 9_000], []],
])("idle time is %s", (_, times, idle) => {
	expect(
		idleStretches(
			times.map((timestamp) => ({ timestamp })),
			0,
			10_000,
		),
	).toEqual(idle);
});

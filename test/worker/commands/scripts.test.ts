import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

const result = async (expression: string) =>
	((await driven.get("evaluate", { expression })) as { result: unknown }).result;

describe("evaluate", () => {
	test.each([
		["1+1", { type: "number", value: 2 }],
		["() => document.title", { type: "string", value: "Title" }],
		["function () { return [1, { a: null }] }", { type: "object", value: [1, { a: null }] }],
		["async () => 'later'", { type: "string", value: "later" }],
		["await Promise.resolve(2)", { type: "number", value: 2 }],
		["Promise.resolve(3)", { type: "number", value: 3 }],
		["{ a: 1 }", { type: "object", value: { a: 1 } }],
		["const a = 2; a * 3;", { type: "number", value: 6 }],
		["if (true) { return 'returned' }", { type: "string", value: "returned" }],
		["undefined", { type: "undefined" }],
		["null", { type: "object", subtype: "null", value: null }],
		["NaN", { type: "number", value: "NaN" }],
		["12n", { type: "bigint", value: "12n" }],
		["document.body", { type: "object", subtype: "node", description: "body" }],
	])("takes %s", async (expression, expected) => {
		await driven.show("<title>Title</title>");
		expect(await result(expression)).toMatchObject(expected);
	});

	test.each([
		["new Date(0)", "1970-01-01T00:00:00.000Z"],
		["[new Date(NaN)]", ["Invalid Date"]],
		["new Map([[1, { a: new Date(0) }]])", [[1, { a: "1970-01-01T00:00:00.000Z" }]]],
		["new Set([1, new Set()])", [1, []]],
		["/a/g", "/a/g"],
		["new TypeError('no')", { name: "TypeError", message: "no" }],
		[
			"Object.assign(new Error('no', { cause: 1n }), { code: 5 })",
			{ name: "Error", message: "no", cause: "1n", code: 5 },
		],
		[
			"new AggregateError([new Error('no'), 1n], 'none')",
			{ name: "AggregateError", message: "none", errors: [{ name: "Error", message: "no" }, "1n"] },
		],
		["new DOMException('no', 'AbortError')", { name: "AbortError", message: "no" }],
		["[new URL('http://a.test/b')]", ["http://a.test/b"]],
		["new DOMRect(1, 2, 3, 4)", { x: 1, y: 2, width: 3, height: 4, top: 2, right: 4, bottom: 6, left: 1 }],
		["new Headers({ a: 'b' })", [["a", "b"]]],
		[
			"new URLSearchParams('a=1&a=2')",
			[
				["a", "1"],
				["a", "2"],
			],
		],
		["({ big: 10n, symbol: Symbol('x') })", { big: "10n", symbol: "Symbol(x)" }],
		["Symbol('x')", "Symbol(x)"],
		[
			"({ nan: NaN, least: -Infinity, none: undefined, zero: -0 })",
			{ nan: "NaN", least: "-Infinity", none: null, zero: 0 },
		],
		["[undefined, , 1]", [null, null, 1]],
		["({ run() {} })", { run: "[function run]" }],
		["new Uint8Array([1, 2])", [1, 2]],
		["new Uint8Array([1, 2]).buffer", [1, 2]],
		["[new Number(5), new String('s')]", [5, "s"]],
		["document.querySelectorAll('p')", ['<p id="a" class="b">']],
		["[document, document.querySelector('p').firstChild]", ["[#document]", "[#text]"]],
		["() => document.querySelector('p')", '<p id="a" class="b">'],
		[
			"[window, new WeakMap(), Promise.resolve(1), new Blob(['a'])]",
			["[Window]", "[WeakMap]", "[Promise]", "[Blob]"],
		],
		["({ toJSON() { return new Date(0) } })", "1970-01-01T00:00:00.000Z"],
		["document.querySelector('p').dataset", {}],
		["new (class Own { x = 1 })()", { x: 1 }],
		["Object.create(null)", {}],
		["JSON.parse('{\"__proto__\": 1}')", JSON.parse('{"__proto__": 1}')],
		["(() => { const a = { b: 1 }; return [a, a] })()", [{ b: 1 }, { b: 1 }]],
		[
			"(() => { const f = document.body.appendChild(document.createElement('iframe')); return new f.contentWindow.Date(0) })()",
			"1970-01-01T00:00:00.000Z",
		],
	])("shows what %s holds", async (expression, value) => {
		await driven.show('<p id="a" class="b">Text</p>');
		expect((await result(expression)) as { value: unknown }).toHaveProperty("value", value);
	});

	test.each([
		"new Proxy({}, { ownKeys() { throw 1 } })",
		"({ get a() { return { __proto__: Object.getPrototypeOf(this), get a() { return this } } } })",
		"(() => { const map = new Map(); map.set(map, map); return [map] })()",
		"({ get [Symbol.toStringTag]() { throw 1 }, get a() { throw 1 } })",
	])("refuses %s, which has no end or can't be read", async (expression) => {
		expect(await driven.failure("evaluate", { expression })).toMatchObject({ code: "evaluation_failed" });
	});

	test.each([
		["(() => { throw { code: 5, at: new Date(0) } })()", '{"code":5,"at":"1970-01-01T00:00:00.000Z"}'],
		["async () => { throw [1] }", "[1]"],
		["() => { throw { code: 5 } }", '{"code":5}'],
		["Promise.reject(document.querySelector('p'))", '"<p>"'],
		["(() => { throw 'text' })()", '"text"'],
		["() => { throw new TypeError('no') }", "TypeError: no"],
	])("says what %s throws", async (expression, message) => {
		await driven.show("<p>Text</p>");
		expect(await driven.failure("evaluate", { expression })).toEqual({ code: "evaluation_failed", message });
	});

	test.each([
		["function Set() {} function Map() {} var Symbol = 'AAPL', Number = 5", "[1, { a: 2 }]", [1, { a: 2 }]],
		["var Symbol = 'AAPL'", "new Map([[1, new Set([2])]])", [[1, [2]]]],
		["Object.defineProperty(Object.prototype, 'a', { set() {} })", "({ a: 1, b: 2 })", { a: 1, b: 2 }],
		["Object.freeze(Object.prototype)", "({ toString: 1, b: 2 })", { toString: 1, b: 2 }],
		["Array.prototype.push = () => { throw 1 }", "[1, [2]]", [1, [2]]],
	])("shows what is held where a page runs %s", async (script, expression, value) => {
		await driven.show(`<p>Text</p><script>${script}</script>`);
		expect(await result(expression)).toHaveProperty("value", value);
	});

	test.each(["Date", "RegExp", "Error", "Number", "String", "Symbol", "List", "Map"])(
		"shows what an object of a page's own holds that calls itself %s",
		async (tag) => {
			await driven.show("<p>Text</p>");
			const expression = `new (class { x = 1; get [Symbol.toStringTag]() { return "${tag}" } })()`;
			expect(await result(expression)).toHaveProperty("value", { x: 1 });
		},
	);

	test("shows forms with fields by the names of what is read, functions with odd names, and document.all", async () => {
		await driven.show('<form id="f"><input name="attributes"></form>');
		expect(
			await result("[document.forms, class { static name = 5 }, class { static name() {} }, document.all]"),
		).toHaveProperty("value", [["<form>"], "[function ]", "[function ]", "[HTMLAllCollection]"]);
	});

	test("refuses a text that is held many times before it fills the page's memory", async () => {
		await driven.show("<title>Title</title>");
		const expression = "Array(300).fill('x'.repeat(5_000_000))";
		expect(await driven.failure("evaluate", { expression })).toMatchObject({ code: "evaluation_failed" });
		expect(await driven.get("get_title")).toBe("Title");
	});

	test.each([
		["throw new TypeError('no good')", "TypeError: no good"],
		["() => { throw 'a text' }", '"a text"'],
		["Promise.reject(new Error('later'))", "Error: later"],
		["this is no script", expect.stringContaining("SyntaxError")],
		["(() => { const a = {}; a.a = a; return a })()", expect.stringContaining("can't be returned")],
		[
			"(() => { let a = []; for (let i = 0; i < 900; i++) a = [a]; return a })()",
			expect.stringContaining("can't be returned"),
		],
		["({ get a() { throw new Error('own') } })", expect.stringContaining("can't be returned")],
	])("tells what %s threw", async (expression, message) => {
		expect(await driven.failure("evaluate", { expression })).toEqual({ code: "evaluation_failed", message });
	});

	test("refuses a value that is too large", async () => {
		expect(await driven.failure("evaluate", { expression: "'x'.repeat(6_000_000)" })).toMatchObject({
			code: "result_too_large",
		});
	});

	test("stops what does not end, and the page goes on", async () => {
		await driven.show("<title>Title</title>");
		expect(await driven.failure("evaluate", { expression: "for (;;) {}", timeout_ms: 500 })).toMatchObject({
			code: expect.stringMatching(/command_timed_out|page_unresponsive/),
		});
		expect(await driven.get("get_title")).toBe("Title");
	});
});

describe("evaluate_on_element", () => {
	test.each([
		["function () { return this.innerText }", "Text"],
		["(element) => element.id", "p"],
		["async (element) => element.tagName", "P"],
		["this.className", "c"],
	])("takes %s", async (expression, value) => {
		await driven.show(`<p id="p" class="c">Text</p>`);
		expect(await driven.get("evaluate_on_element", { selector: "p", expression })).toEqual({
			result: { type: "string", value },
		});
	});

	test("sees what the page's own scripts see, and tells what threw", async () => {
		await driven.show(`<p>Text</p><script>document.querySelector("p").own = 5</script>`);
		expect(await driven.get("evaluate_on_element", { selector: "p", expression: "this.own" })).toMatchObject({
			result: { value: 5 },
		});
		expect(
			await driven.failure("evaluate_on_element", { selector: "p", expression: "this.none.none" }),
		).toMatchObject({ code: "evaluation_failed" });
	});
});

describe("waiting", () => {
	test("is for elements, there or to be seen", async () => {
		await driven.show(
			`<p hidden>x</p><script>setTimeout(() => { document.querySelector("p").hidden = false }, 400)</script>`,
		);
		expect(await driven.get("wait_for_element", { selector: "p" })).toEqual({ found: true, visible: false });
		expect(await driven.get("wait_for_selector", { selector: "p", visible_only: true })).toEqual({
			found: true,
			visible: true,
		});
		expect(await driven.failure("wait_for_element", { selector: "i", timeout_ms: 200 })).toMatchObject({
			code: "element_not_found",
		});
		expect(
			await driven.failure("wait_for_element", {
				selector: "title, head",
				visible_only: true,
				timeout_ms: 300,
			}),
		).toMatchObject({ code: "element_not_visible" });
	});

	test("is for texts, there or gone", async () => {
		await driven.show(
			`<p>Loading <b>now</b></p><script>setTimeout(() => { document.body.innerText = "Done" }, 400)</script>`,
		);
		await driven.get("wait_for_text", { text: "Loading now" });
		await driven.get("wait_for_text", { text: "Loading now", gone: true });
		await driven.get("wait_for_text", { text: "Done" });
		expect(await driven.failure("wait_for_text", { text: "More", timeout_ms: 200 })).toEqual({
			code: "command_timed_out",
			message: '"More" was not on the page after 200 ms.',
		});
	});

	test("is for what is true in the page", async () => {
		await driven.show(`<script>setTimeout(() => { window.ready = true }, 300)</script>`);
		await driven.get("wait_for_function", { expression: "window.ready" });
		await driven.get("wait_for_function", { expression: "async () => window.ready === true" });
		expect(await driven.failure("wait_for_function", { expression: "false", timeout_ms: 200 })).toMatchObject(
			{ code: "command_timed_out" },
		);
		expect(await driven.failure("wait_for_function", { expression: "none.none" })).toMatchObject({
			code: "evaluation_failed",
		});
	});

	test("is for a time", async () => {
		const step = await driven.one("wait", { ms: 300 });
		expect(step.durationMs).toBeGreaterThanOrEqual(290);
		expect(await driven.failure("wait", { ms: 1_000_000 })).toMatchObject({ code: "invalid_command_data" });
	});
});

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

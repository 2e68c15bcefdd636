import { describe, expect, test } from "vitest";
import { tell } from "../../../src/commands/details.ts";

describe("of a request is told", () => {
	test.each([
		[
			{ url: "https://me:word@a.test/?token=1&page=2" },
			{ url: "https://REDACTED@a.test/?token=REDACTED&page=2" },
		],
		[
			{ selector: "#password", text: "hunter22", clear: true },
			{ selector: "#password", text: "REDACTED", clear: true },
		],
		[
			{ selector: "#a", value: 1234 },
			{ selector: "#a", value: "REDACTED" },
		],
		[
			{ selector: "select", values: ["visa", "4111"] },
			{ selector: "select", values: ["REDACTED", "REDACTED"] },
		],
		[
			{
				fields: [
					{ selector: "#user", value: "ann" },
					{ selector: "#tick", value: true },
				],
			},
			{
				fields: [
					{ selector: "#user", value: "REDACTED" },
					{ selector: "#tick", value: "REDACTED" },
				],
			},
		],
		[
			{ cookies: [{ name: "sid", value: "abc", domain: "a.test", secure: true }] },
			{ cookies: [{ name: "sid", value: "REDACTED", domain: "a.test", secure: true }] },
		],
		[
			{ kind: "local", items: { path: "secret", url: "secret" } },
			{ kind: "local", items: { path: "REDACTED", url: "REDACTED" } },
		],
		[
			{ selector: "#file", files: [{ name: "a.txt", content: "c2VjcmV0", mime_type: "text/plain" }] },
			{ selector: "#file", files: [{ name: "a.txt", content: "REDACTED", mime_type: "text/plain" }] },
		],
		[{ key: "Enter" }, { key: "Enter" }],
		[{ key: "Control+a" }, { key: "Control+a" }],
		[{ key: "page_down" }, { key: "page_down" }],
		[{ key: "ctrl+shift+KeyP" }, { key: "ctrl+shift+KeyP" }],
		[{ key: "p" }, { key: "REDACTED" }],
		[{ key: "KeyP" }, { key: "REDACTED" }],
		[{ key: "Digit7" }, { key: "REDACTED" }],
		[{ key: "Shift+Numpad7" }, { key: "REDACTED" }],
		[{ key: "Hunter2" }, { key: "REDACTED" }],
		[
			{ direction: "down", amount: 300 },
			{ direction: "down", amount: 300 },
		],
		[
			{ targetSelector: "#a", promptText: "word", waitUntil: "load" },
			{ targetSelector: "#a", promptText: "REDACTED", waitUntil: "load" },
		],
		[
			{ width: "10cm", margin: { top: "1in" } },
			{ width: "10cm", margin: { top: "1in" } },
		],
		[{ url_contains: "/api?token=1" }, { url_contains: "/api?token=REDACTED" }],
		[{ key: "Shift+P" }, { key: "REDACTED" }],
		[
			{ from: { x: 1, y: 2 }, to: { x: 3, y: 4 } },
			{ from: { x: 1, y: 2 }, to: { x: 3, y: 4 } },
		],
		[
			{ anything: "else", n: null },
			{ anything: "REDACTED", n: null },
		],
		[undefined, {}],
		["text", {}],
	])("%j", (data, details) => {
		expect(tell(data).details).toEqual(details);
	});

	test.each([
		["wait_for_text", { text: "Welcome" }, { text: "Welcome" }],
		["type_text", { text: "hunter22" }, { text: "REDACTED" }],
		["get_storage", { key: "theme" }, { key: "theme" }],
		["press_key", { key: "p" }, { key: "REDACTED" }],
		["set_storage", { items: { key: "secret" } }, { items: { key: "REDACTED" } }],
	])("%s what is neither typed nor secret", (command, data, details) => {
		expect(tell(data, command).details).toEqual(details);
	});

	test("little of what is long", () => {
		const { details } = tell({ expression: "x".repeat(1_000), selector: "y".repeat(1_000) });
		expect(details).toEqual({ expression: `${"x".repeat(200)}…`, selector: `${"y".repeat(500)}…` });
		const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`${at}`, at]));
		expect(Object.keys(tell(many).details)).toHaveLength(20);
		const deep = { a: { a: { a: { a: { a: "secret" } } } } };
		expect(tell(deep).details).toEqual({ a: { a: { a: { a: "REDACTED" } } } });
		const wide = { url: Array.from({ length: 20 }, () => "https://a.test/".padEnd(400, "x")) };
		expect(tell(wide).details).toEqual({ truncated: true });
	});
});

describe("of a sentence", () => {
	test("what was left out of the details is taken out", () => {
		const { censor } = tell({ selector: "select", values: ["vi.*sa", "vi"], text: "a" });
		expect(censor('No option "vi.*sa", nor "vi", in select, that is a list.')).toBe(
			'No option "REDACTED", nor "REDACTED", in select, that is a list.',
		);
	});

	test("URLs are told without credentials", () => {
		const { censor } = tell({ url: "https://a.test/?token=1" });
		expect(censor("https://a.test/?token=1 could not be loaded: net::ERR_X.")).toBe(
			"https://a.test/?token=REDACTED could not be loaded: net::ERR_X.",
		);
	});

	test("there is an end to it", () => {
		const secrets = Array.from({ length: 100 }, (_, at) => "REDACTED".slice(at % 6, (at % 6) + 2));
		expect(tell({ values: secrets }).censor("REDACTED".repeat(10_000)).length).toBe(501);
	});
});

import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../src/commands/registry.ts";
import { Driven } from "./driven.ts";

const driven = new Driven(({ pathname }) => {
	if (["/never", "/picture", "/style"].includes(pathname)) return "never";
	if (pathname === "/unpainted")
		return { body: `<title>Unpainted</title><link rel="stylesheet" href="/style">` };
	return { body: `<!doctype html><title>Slow</title><p>Text</p><img src="/picture">` };
});

describe("a batch", () => {
	test("runs in order and reports each step", async () => {
		const url = "data:text/html,<title>Hello</title><button onclick=\"document.title='Clicked'\">Go</button>";
		const report = await driven.run(
			["goto", { url }],
			["click", { selector: "button" }],
			["get_title"],
			["eval", { expression: "1+1" }],
		);
		expect(report).toMatchObject({
			success: true,
			stepsCompleted: 4,
			totalSteps: 4,
			results: [
				{ success: true, command: "navigate_to", commandType: "action", data: { title: "Hello" } },
				{ success: true, command: "click", commandType: "action" },
				{
					success: true,
					command: "get_title",
					commandType: "extraction",
					contentType: "string",
					data: "Clicked",
				},
				{
					success: true,
					command: "evaluate",
					contentType: "data",
					data: { result: { type: "number", value: 2 } },
				},
			],
		});
		expect(report.results[1]).not.toHaveProperty("data");
	});

	test("stops at the first failure", async () => {
		const report = await driven.run(
			["get_url"],
			["wait_for_text", { text: "x", timeout_ms: 100 }],
			["get_url"],
		);
		expect(report).toMatchObject({
			success: false,
			stepsCompleted: 1,
			totalSteps: 3,
			results: [{ success: true }, { success: false, problem: { code: "command_timed_out" } }],
		});
		expect(report.results).toHaveLength(2);
	});

	test("of too many commands is refused as a whole", async () => {
		const commands = Array.from({ length: 101 }, () => ["get_url"] as const);
		await expect(driven.run(...commands)).rejects.toThrow("invalid_request: commands: 100 at most");
	});

	test("of nothing succeeds", async () => {
		expect(await driven.run()).toEqual({ success: true, stepsCompleted: 0, totalSteps: 0, results: [] });
	});

	test("runs after those that came before", async () => {
		await driven.show("<p>Page</p>");
		const [first] = await Promise.all([
			driven.run(["wait", { ms: 300 }], ["evaluate", { expression: "document.title = 'first'" }]),
			driven.get("evaluate", { expression: "document.title += ', second'" }),
		]);
		expect(first.success).toBe(true);
		expect(await driven.get("get_title")).toBe("first, second");
	});
});

describe("a command", () => {
	test.each([
		["clik", " Did you mean click?"],
		["navigate-to", " Did you mean navigate_to?"],
		["screen_shot", " Did you mean screenshot?"],
		["xyzzy", ""],
	])("that is unknown, %s, is told with the nearest", async (command, hint) => {
		expect(await driven.one(command)).toMatchObject({
			success: false,
			command,
			problem: { code: "unknown_command", message: `There is no command "${command}".${hint}` },
		});
	});

	test.each([
		["click", {}, "click: selector: "],
		["click", { selector: 5 }, "click: selector: "],
		["click_at", { x: "1", y: 2 }, "click_at: x: "],
		["drag", { from: { x: 1 }, to: { x: 1, y: 1 } }, "drag: from.y: "],
		["get_content", { kind: "pdf" }, "get_content: kind: "],
		["click_advanced", { selector: "a", modifiers: 16 }, "click_advanced: modifiers: "],
		["get_title", { timeout_ms: 0 }, "get_title: timeout_ms: "],
	])("%s with wrong data is told which field", async (command, data, start) => {
		expect(await driven.failure(command, data)).toEqual({
			code: "invalid_command_data",
			message: expect.stringContaining(start),
		});
	});

	test("takes null for a field that is absent", async () => {
		await driven.show("<p>Page</p>");
		expect(await driven.one("get_text", { selector: "p", timeout_ms: null })).toMatchObject({
			data: "Page",
		});
	});

	test("never waits for longer than two minutes", async () => {
		const prepared = COMMANDS.find(({ name }) => name === "click")?.prepare({
			selector: "a",
			timeout_ms: 10_000_000,
		});
		expect(prepared).toMatchObject({ value: { timeoutMs: 120_000 } });
	});
});

describe("a site", () => {
	test("that never answers is given up", async () => {
		expect(await driven.failure("navigate_to", { url: "http://site.test/never", timeout_ms: 500 })).toEqual({
			code: "navigation_timed_out",
			message: "http://site.test/never was not loaded within 500 ms.",
		});
	});

	test("that never finishes is given up, or need not be waited for", async () => {
		expect(await driven.failure("navigate_to", { url: "http://site.test/", timeout_ms: 700 })).toMatchObject({
			code: "navigation_timed_out",
		});
		expect(await driven.get("get_text", { selector: "p" })).toBe("Text");
		expect(
			await driven.get("navigate_to", { url: "http://site.test/", wait_until: "domcontentloaded" }),
		).toMatchObject({
			title: "Slow",
		});
	});

	test("that is never painted has no picture, and keeps none of another from being taken", async () => {
		const url = "http://site.test/unpainted";
		await driven.one("navigate_to", { url, timeout_ms: 500 });
		expect(await driven.failure("screenshot", { timeout_ms: 500 })).toMatchObject({
			code: "command_timed_out",
		});
		await driven.show("<p>Page</p>");
		const pictures = { screenshot: {}, element_screenshot: { selector: "p" }, observe: {} };
		for (const [command, data] of Object.entries(pictures))
			expect(await driven.one(command, { ...data, timeout_ms: 20_000 })).toMatchObject({ success: true });
	});
});

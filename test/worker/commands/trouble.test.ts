import { describe, expect, test } from "vitest";
import { connect, DEVTOOLS, ORIGIN, type TestClient } from "../berth.ts";
import { Driven } from "./driven.ts";

const driven = new Driven();

const ask = `<button onclick="window.said = confirm('Sure?')">Ask</button><p>Page</p>`;

describe("a dialog", () => {
	test("that a click opens is told, stops other commands, and is answered", async () => {
		await driven.show(ask);
		expect(await driven.get("click", { selector: "button" })).toEqual({
			dialog: { type: "confirm", message: "Sure?" },
		});
		for (const command of ["get_title", "screenshot", "refresh"])
			expect(await driven.failure(command)).toEqual({
				code: "dialog_open",
				message: 'The page shows a dialog (confirm: "Sure?") and waits. Answer it with handle_dialog.',
			});
		expect(await driven.get("tabs_list")).toContainEqual(expect.objectContaining({ current: true }));
		expect(await driven.get("handle_dialog", { accept: true })).toEqual({
			type: "confirm",
			message: "Sure?",
		});
		expect(await driven.value("said")).toBe(true);
		await driven.get("click", { selector: "button" });
		await driven.get("dialog", { accept: false });
		expect(await driven.value("said")).toBe(false);
	});

	test("may be a prompt, answered with a text", async () => {
		await driven.show(`<button onclick="window.said = prompt('Name?', 'Ada')">Ask</button>`);
		expect(await driven.get("click", { selector: "button" })).toEqual({
			dialog: { type: "prompt", message: "Name?", default_value: "Ada" },
		});
		await driven.get("handle_dialog", { prompt_text: "Bob" });
		expect(await driven.value("said")).toBe("Bob");
	});

	test("has only the start of long texts described", async () => {
		await driven.show(`<button onclick="prompt('a'.repeat(1e5), 'b'.repeat(1e5))">Ask</button>`);
		expect(await driven.get("click", { selector: "button" })).toEqual({
			dialog: { type: "prompt", message: "a".repeat(2_000), default_value: "b".repeat(2_000) },
		});
		await driven.get("handle_dialog");
	});

	test("that opens while a page loads, or a script runs, is told", async () => {
		expect(await driven.get("navigate_to", { url: "data:text/html,<script>alert('Hi')</script>" })).toEqual({
			dialog: { type: "alert", message: "Hi" },
		});
		await driven.get("handle_dialog");
		expect(await driven.failure("evaluate", { expression: "alert('Again')" })).toMatchObject({
			code: "dialog_open",
		});
		await driven.get("handle_dialog");
		await driven.show("<p>Page</p><script>setTimeout(() => alert('Late'), 300)</script>");
		expect(await driven.failure("wait_for_element", { selector: "i" })).toMatchObject({
			code: "dialog_open",
		});
		await driven.get("handle_dialog");
		expect(await driven.get("get_text", { selector: "p" })).toBe("Page");
	});

	test("that opens while text is typed ends the typing", async () => {
		await driven.show(`<input onkeydown="if (this.value === 'ab') alert('Stop')">`);
		expect(await driven.get("type_text", { selector: "input", text: "abcdef" })).toMatchObject({
			dialog: { message: "Stop" },
		});
		await driven.get("handle_dialog");
		await driven.get("wait", { ms: 300 });
		expect(await driven.get("get_value", { selector: "input" })).toMatch(/^abc?$/);
	});

	test("that is not there can't be answered", async () => {
		await driven.show("<p>Page</p>");
		expect(await driven.failure("handle_dialog", { timeout_ms: 200 })).toEqual({
			code: "no_dialog",
			message: "The page shows no dialog.",
		});
	});
});

describe("a tab", () => {
	test("is opened, chosen by id or index, and closed", async () => {
		await driven.show("<title>First</title>");
		const { tab_id: first } = await driven.current();
		const { tab_id: second } = (await driven.get("tabs_new")) as { tab_id: string };
		await driven.show("<title>Second</title>");
		const list = (await driven.get("tabs_list")) as readonly {
			tab_id: string;
			index: number;
			title: string;
			url: string;
			current: boolean;
		}[];
		expect(list.slice(-2)).toMatchObject([
			{ tab_id: first, title: "First", current: false },
			{ tab_id: second, title: "Second", current: true },
		]);
		await driven.get("tabs_select", { index: list.length - 2 });
		expect(await driven.get("get_title")).toBe("First");
		await driven.get("tabs_select", { tab_id: second });
		expect(await driven.get("get_title")).toBe("Second");
		expect(await driven.get("tabs_close", { tab_id: second })).toEqual({ current: first });
		expect(await driven.get("get_title")).toBe("First");
		expect(await driven.failure("tabs_select", { tab_id: second })).toMatchObject({
			code: "target_not_found",
		});
		expect(await driven.failure("tabs_select", { index: 500 })).toEqual({
			code: "target_not_found",
			message: "There is no tab 500.",
		});
	});

	test("that closes itself under a command is told", async () => {
		await driven.show(`<button onclick="window.open('about:blank')">Go</button>`);
		await driven.get("click", { selector: "button" });
		const step = await driven.one("evaluate", {
			expression: "new Promise(() => setTimeout(() => close(), 200))",
		});
		expect(step.problem).toMatchObject({ code: "page_closed" });
		expect(await driven.get("get_text", { selector: "button" })).toBe("Go");
	});

	test("that crashes under a command is told, and another goes on", async () => {
		await driven.show("<title>Doomed</title>");
		const { tab_id } = await driven.current();
		const client = await connect(`${ORIGIN}${DEVTOOLS}/browser/${driven.sessionId}/page/${tab_id}`);
		const waiting = driven.failure("wait_for_element", { selector: "i" });
		void client.send("Page.crash");
		expect(await waiting).toMatchObject({ code: "page_crashed" });
		expect(await driven.failure("get_title")).toEqual({
			code: "page_crashed",
			message: "The page crashed. navigate_to goes on in a new tab, tabs_close closes this one.",
		});
		await driven.show("<title>Alive</title>");
		expect(await driven.get("get_title")).toBe("Alive");
		expect(await driven.get("tabs_list")).not.toContainEqual(expect.objectContaining({ tab_id }));
	});
});

const eventOf = (client: TestClient, wanted: string): Promise<void> =>
	new Promise((resolve) => {
		client.socket.addEventListener("message", ({ data }) => {
			if ((JSON.parse(String(data)) as { method?: string }).method === wanted) resolve();
		});
	});

/** Waits until the page's script keeps it busy. */
async function untilBusy(): Promise<void> {
	await expect
		.poll(() => driven.failure("get_text", { selector: "body", timeout_ms: 300 }))
		.toMatchObject({ code: "page_unresponsive" });
}

describe("a page", () => {
	test("that is busy for ever is told, and can be left", async () => {
		await driven.show(`<button onclick="setTimeout(() => { for (;;); }, 100)">Hang</button>`);
		await driven.get("click", { selector: "button" });
		await driven.get("wait", { ms: 300 });
		expect(await driven.failure("get_text", { selector: "button", timeout_ms: 500 })).toEqual({
			code: "page_unresponsive",
			message: "The page did not answer within 500 ms: its scripts keep it busy.",
		});
		const { tab_id } = await driven.current();
		await driven.show("<title>Free</title>");
		expect(await driven.current()).toMatchObject({ tab_id, title: "Free" });
	});

	test.each([
		["refresh", "Busy"],
		["go_back", "Before"],
	])("that is busy for ever can be left by %s", async (command, title) => {
		await driven.show("<title>Before</title>");
		// Not when it is loaded again.
		await driven.show(
			`<title>Busy</title><script>const [{ type }] = performance.getEntriesByType("navigation");
			if (type === "navigate") setTimeout(() => { for (;;); }, 100)</script>`,
		);
		await untilBusy();
		expect(await driven.get(command)).toMatchObject({ title });
		expect(await driven.get("get_title")).toBe(title);
	});

	test("whose load never ends its script can be left", async () => {
		const url = "data:text/html,<script>onload = () => { for (;;); }</script>";
		expect(await driven.failure("navigate_to", { url, timeout_ms: 1_000 })).toBeDefined();
		await driven.show("<title>Free</title>");
		expect(await driven.get("get_title")).toBe("Free");
	});

	test("that is busy again whenever it is stopped is left for a new tab", async () => {
		await driven.show("<script>setTimeout(() => setInterval(() => { for (;;); }), 100)</script>");
		const { tab_id } = await driven.current();
		await untilBusy();
		expect(await driven.failure("refresh")).toMatchObject({ code: "page_unresponsive" });
		await driven.show("<title>Free</title>");
		expect(await driven.get("get_title")).toBe("Free");
		expect(await driven.get("tabs_list")).not.toContainEqual(expect.objectContaining({ tab_id }));
	});

	test("that another client has left for an address which does not answer runs on, and can be left", async () => {
		await driven.show("<title>Here</title>");
		const { tab_id } = await driven.current();
		const client = await connect(`${ORIGIN}${DEVTOOLS}/browser/${driven.sessionId}/page/${tab_id}`);
		await client.send("Fetch.enable", { patterns: [{ urlPattern: "http://never.test/*" }] });
		const paused = eventOf(client, "Fetch.requestPaused");
		void client.send("Page.navigate", { url: "http://never.test/" });
		await paused;
		await driven.show("<title>Free</title><script>document.title += '!'</script>");
		expect(await driven.get("get_title")).toBe("Free!");
	});

	test("whose answer is too long for a message takes only its own command along", async () => {
		await driven.show("<title>Long</title>");
		const expression = "'x'.repeat(40_000_000)";
		await expect(driven.one("evaluate", { expression, timeout_ms: 6_000 })).rejects.toThrow(
			"browser_unreachable",
		);
		expect(await driven.get("get_title")).toBe("Long");
	});

	test("whose click handler never ends is told", async () => {
		await driven.show(`<button onclick="for (;;);">Hang</button>`);
		expect(await driven.failure("click", { selector: "button", timeout_ms: 700 })).toMatchObject({
			code: "page_unresponsive",
		});
		await driven.get("tabs_close");
	});

	test("that is left under a script is told", async () => {
		await driven.show("<p>Page</p>");
		const expression = "new Promise(() => { setTimeout(() => { location.href = 'about:blank' }, 100) })";
		expect(await driven.failure("evaluate", { expression })).toMatchObject({ code: "page_navigated" });
	});
});

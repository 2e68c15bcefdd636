import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven(({ pathname }) =>
	pathname === "/next"
		? { body: "<!doctype html><title>Next</title>" }
		: {
				body: `<!doctype html><title>Start</title><a id="link" href="/next">Next</a> <a id="hash" href="#next">Hash</a>
					<form action="/next"><input name="q" value="1"></form>
					<button id="late" onclick="setTimeout(() => { location.href = '/next' }, 500)">Later</button>`,
			},
);

const page = (title: string) => `data:text/html,<title>${title}</title>`;

describe("navigate_to", () => {
	test("answers with where it led to", async () => {
		expect(await driven.get("navigate_to", { url: page("One") })).toEqual({
			url: page("One"),
			title: "One",
			status: 200,
		});
	});

	test("says why a page can't be had", async () => {
		expect(await driven.failure("navigate_to", { url: "http://127.0.0.1:1/" })).toEqual({
			code: "navigation_failed",
			message: expect.stringContaining("net::ERR_"),
		});
	});

	test("leads where it is to right after one that failed", async () => {
		for (let round = 0; round < 10; round++) {
			expect(await driven.failure("navigate_to", { url: "http://nowhere.invalid/" })).toMatchObject({
				code: "navigation_failed",
			});
			const url = page(`Round ${round}`);
			expect(await driven.get("navigate_to", { url })).toEqual({ url, title: `Round ${round}`, status: 200 });
		}
	});

	test.each(["http://", "http://a:99999/", "\0"])("refuses %j, which is no URL", async (url) => {
		expect(await driven.failure("navigate_to", { url })).toEqual({
			code: "invalid_command_data",
			message: `navigate_to: url: ${url} is no URL that a browser opens.`,
		});
	});

	test("opens a tab where there is none, and nothing else does", async () => {
		const tabs = (await driven.get("tabs_list")) as readonly object[];
		for (const _ of tabs) await driven.get("tabs_close");
		expect(await driven.failure("get_title")).toMatchObject({ code: "no_page" });
		await driven.get("navigate_to", { url: page("Again") });
		expect(await driven.get("get_title")).toBe("Again");
	});

	test("leaves a page that asks whether it may be left", async () => {
		await driven.show(
			"<button>Go</button><script>onbeforeunload = (event) => event.preventDefault()</script>",
		);
		await driven.get("click", { selector: "button" });
		expect(await driven.get("navigate_to", { url: page("Left") })).toMatchObject({ title: "Left" });
	});
});

describe("the history", () => {
	test("is gone through with go_back, go_forward and refresh", async () => {
		await driven.get("navigate_to", { url: page("One") });
		await driven.get("navigate_to", { url: page("Two") });
		expect(await driven.get("go_back")).toEqual({ url: page("One"), title: "One", navigated: true });
		expect(await driven.get("go_forward")).toMatchObject({ title: "Two", navigated: true });
		expect(await driven.get("go_forward")).toMatchObject({ title: "Two", navigated: false });
		await driven.value("document.title = 'changed'");
		expect(await driven.get("refresh")).toMatchObject({ title: "Two" });
		expect(await driven.get("get_url")).toBe(page("Two"));
	});
});

describe("what an action leads to", () => {
	const start = "http://site.test/";

	test("is there when the action is done", async () => {
		await driven.get("navigate_to", { url: start });
		await driven.get("click", { selector: "#link" });
		expect(await driven.get("get_title")).toBe("Next");
		await driven.get("go_back");
		await driven.get("press_key", { selector: "input", key: "Enter" });
		expect(await driven.get("get_url")).toBe("http://site.test/next?q=1");
		await driven.get("go_back");
		await driven.get("evaluate", { expression: "void (location.href = '/next')" });
		expect(await driven.get("get_title")).toBe("Next");
	});

	test("may be waited for although it was faster", async () => {
		await driven.get("navigate_to", { url: start });
		for (const selector of ["#link", "#hash"]) {
			const report = await driven.run(["click", { selector }], ["wait_for_navigation"]);
			expect(report.results.at(-1)).toMatchObject({
				success: true,
				data: { url: expect.stringMatching(/next$/) },
			});
			await driven.get("go_back");
		}
	});

	test("may be waited for when it comes later", async () => {
		await driven.get("navigate_to", { url: start });
		const report = await driven.run(["click", { selector: "#late" }], ["wait_for_navigation"]);
		expect(report.results.at(-1)).toMatchObject({ data: { url: "http://site.test/next" } });
	});

	test("is missed when nothing comes", async () => {
		await driven.get("navigate_to", { url: start });
		await driven.get("click", { selector: "body" });
		expect(await driven.failure("wait_for_navigation", { timeout_ms: 300 })).toMatchObject({
			code: "navigation_timed_out",
		});
	});
});

describe("a popup", () => {
	test.each([
		["window.open", `<button onclick="window.open('about:blank#popup')">Go</button>`],
		["a link", `<a href="about:blank#popup" target="_blank" rel="opener">Go</a>`],
		["a link without an opener", `<a href="about:blank#popup" target="_blank" rel="noopener">Go</a>`],
	])("of %s becomes the current tab, and the one before when it closes", async (_, html) => {
		await driven.show(`<title>Opener</title>${html}`);
		await driven.get("click", { selector: "button, a" });
		expect(await driven.get("get_url")).toBe("about:blank#popup");
		await driven.get("tabs_close");
		expect(await driven.get("get_title")).toBe("Opener");
	});
});

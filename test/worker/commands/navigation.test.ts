import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

/** Pages that move on by themselves, by their paths. */
const MOVING: Readonly<Record<string, string>> = {
	"/while-parsed": `<script>location.href = "/next"</script>`,
	"/after-30-ms": `<script>setTimeout(() => { location.href = "/next" }, 30)</script>`,
	"/when-loaded": `<script>onload = () => location.replace("/next")</script>`,
	"/by-refresh": `<meta http-equiv="refresh" content="0;url=/next">`,
	"/by-a-form": `<form action="/next" method="post"></form><script>setTimeout(() => document.forms[0].submit(), 10)</script>`,
	"/twice": `<script>setTimeout(() => { location.href = "/after-30-ms" }, 10)</script>`,
	"/to-no-content": `<script>setTimeout(() => { location.href = "/no-content" }, 10)</script>`,
	"/to-an-app": `<script>onload = () => { location.href = "mailto:ada@example.com" }</script>`,
	"/to-never": `<script>onload = () => setTimeout(() => { location.href = "/never" }, 10)</script>`,
	"/posts-to-never": `<form action="/never" method="post"></form><script>onload = () => setTimeout(() => document.forms[0].submit(), 10)</script>`,
	"/for-ever": `<script>setTimeout(() => location.reload(), 10)</script>`,
};

/** A page that moves on once another one is asked for. */
const RESTLESS = `<script>setInterval(async () => {
	if ((await (await fetch("/is-wanted")).text()) === "yes") location.href = "/next";
}, 20)</script>`;
let timesWanted = 0;
/** How often a page was asked for that is answered the first time only. */
let timesAnswered = 0;

const START = `<!doctype html><title>Start</title><a id="link" href="/next">Next</a> <a id="hash" href="#next">Hash</a>
	<form action="/next"><input name="q" value="1"></form>
	<button id="late" onclick="setTimeout(() => { location.href = '/next' }, 500)">Later</button>`;

const driven = new Driven(({ pathname }) => {
	const moving = MOVING[pathname];
	if (moving !== undefined) return { status: 203, body: `<!doctype html><title>Moving</title>${moving}` };
	switch (pathname) {
		case "/no-content":
			return { status: 204, body: "" };
		case "/attached":
			return { body: "a,b", headers: { "content-disposition": "attachment; filename=table.csv" } };
		case "/unknown.bin":
			return { body: "\0\x01", headers: { "content-type": "application/x-thing" } };
		case "/next":
			return { body: "<!doctype html><title>Next</title>" };
		case "/streaming":
			return {
				body: `<title>Streaming</title><script>for (let n = 0; n < 3; n++) new EventSource("/never?" + n)</script>`,
			};
		case "/loading":
			return {
				body: `<title>Loading</title><script>for (let n = 0; n < 3; n++) fetch("/never?" + n)</script>`,
			};
		case "/never":
			return "never";
		case "/answered-once":
			timesAnswered += 1;
			return timesAnswered === 1
				? { body: "<!doctype html><title>Once</title>", headers: { "cache-control": "no-store" } }
				: "never";
		case "/restless":
			return { body: RESTLESS };
		case "/is-wanted":
			return { body: timesWanted > 0 ? "yes" : "no" };
		case "/wanted":
			timesWanted += 1;
			return timesWanted === 1 ? "never" : { body: "<!doctype html><title>Wanted</title>" };
		default:
			return { body: START };
	}
});

const page = (title: string) => `data:text/html,<title>${title}</title>`;

describe("navigate_to", () => {
	test("answers with where it led to", async () => {
		expect(await driven.get("navigate_to", { url: page("One") })).toEqual({
			url: page("One"),
			title: "One",
			status: 200,
		});
	});

	test.each(["/while-parsed", "/after-30-ms", "/when-loaded", "/by-refresh", "/by-a-form", "/twice"])(
		"answers with the page that one ends on which moves on %s",
		async (path) => {
			// Each leaves the one before it, too.
			for (let tries = 0; tries < 3; tries += 1)
				expect(await driven.get("navigate_to", { url: `http://site.test${path}` })).toEqual({
					url: "http://site.test/next",
					title: "Next",
					status: 200,
				});
		},
	);

	test.each(["/to-no-content", "/to-an-app"])("stays on a page that moves %s", async (path) => {
		const url = `http://site.test${path}`;
		expect(await driven.get("navigate_to", { url })).toEqual({ url, title: "Moving", status: 203 });
	});

	test.each(["/to-never", "/posts-to-never"])("answers with a page that moves on, %s", async (path) => {
		const url = `http://site.test${path}`;
		expect(await driven.get("navigate_to", { url })).toEqual({ url, title: "Moving", status: 203 });
		expect(await driven.failure("get_title", { timeout_ms: 300 })).toEqual({
			code: "page_unresponsive",
			message: expect.stringContaining("is being left for an address that does not answer"),
		});
		expect(await driven.get("navigate_to", { url: page("Left") })).toMatchObject({ title: "Left" });
	});

	test("follows a page that moves on for ever no further than it must", async () => {
		const url = "http://site.test/for-ever";
		expect(await driven.get("navigate_to", { url })).toMatchObject({ url });
		await driven.get("navigate_to", { url: page("Left") });
	});

	test("is not kept from its page by the one before it, which moves on at that moment", async () => {
		await driven.get("navigate_to", { url: "http://site.test/restless" });
		expect(await driven.get("navigate_to", { url: "http://site.test/wanted" })).toMatchObject({
			title: "Wanted",
		});
		expect(timesWanted).toBeGreaterThan(1);
	});

	test("says why a page can't be had", async () => {
		expect(await driven.failure("navigate_to", { url: "http://127.0.0.1:1/" })).toEqual({
			code: "navigation_failed",
			message: expect.stringContaining("net::ERR_"),
		});
	});

	test.each([
		["/attached", "text/html"],
		["/unknown.bin", "application/x-thing"],
	])("says that %s is a file, and stays on its page", async (path, type) => {
		await driven.get("navigate_to", { url: page("Here") });
		const url = `http://site.test${path}`;
		expect(await driven.failure("navigate_to", { url })).toEqual({
			code: "unsupported_content",
			message: `${url} is a file (${type}), which the browser saves and does not show. A session with save_downloads keeps it among its artifacts.`,
		});
		expect(await driven.get("get_title")).toBe("Here");
	});

	test("says that an answer has no content, and stays on its page", async () => {
		await driven.get("navigate_to", { url: page("Here") });
		const url = "http://site.test/no-content";
		expect(await driven.failure("navigate_to", { url })).toEqual({
			code: "navigation_failed",
			message: `${url} answered 204, which has no page to show: the one before stays.`,
		});
		expect(await driven.get("get_title")).toBe("Here");
	});

	test("waits for an idle network, in which streams are no load", async () => {
		const idle = { wait_until: "networkidle" };
		const streaming = "http://site.test/streaming";
		expect(await driven.get("navigate_to", { url: streaming, ...idle })).toMatchObject({
			title: "Streaming",
		});
		expect(await driven.get("refresh", idle)).toMatchObject({ title: "Streaming" });
		const loading = { url: "http://site.test/loading", ...idle, timeout_ms: 1_000 };
		expect(await driven.failure("navigate_to", loading)).toMatchObject({ code: "navigation_timed_out" });
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

	test("leaves the page that was there when nobody answers, and commands go on with it", async () => {
		await driven.get("navigate_to", { url: page("Here") });
		const failure = await driven.failure("navigate_to", { url: "http://site.test/never", timeout_ms: 300 });
		expect(failure).toMatchObject({ code: "navigation_timed_out" });
		expect(await driven.get("get_title")).toBe("Here");
		expect(await driven.get("get_url")).toBe(page("Here"));
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

describe("refresh", () => {
	test("answers with the page that one ends on which moves on", async () => {
		await driven.get("navigate_to", { url: "http://site.test/" });
		await driven.value("history.replaceState(0, '', '/after-30-ms')");
		expect(await driven.get("refresh")).toMatchObject({ title: "Next" });
	});
});

describe("a page that is asked for again, and not answered", () => {
	test.each(["refresh", "go_back"])("is left by %s when its time is over", async (command) => {
		timesAnswered = 0;
		await driven.get("navigate_to", { url: "http://site.test/answered-once" });
		if (command === "go_back") {
			await driven.value("addEventListener('unload', () => undefined)");
			await driven.get("navigate_to", { url: "http://other.test/next" });
		}
		const before = await driven.get("get_title");
		expect(await driven.failure(command, { timeout_ms: 300 })).toMatchObject({
			code: "navigation_timed_out",
		});
		expect(await driven.get("get_title")).toBe(before);
	});
});

test("a command that waits for a page which is being left says what it waited for", async () => {
	await driven.show(`<a href="http://site.test/never">Away</a>`);
	await driven.get("click", { selector: "a" });
	expect(await driven.failure("get_text", { selector: "body", timeout_ms: 300 })).toEqual({
		code: "page_unresponsive",
		message: "The page did not answer within 300 ms: it is being left for an address that does not answer.",
	});
	expect(await driven.get("navigate_to", { url: page("Elsewhere") })).toMatchObject({ title: "Elsewhere" });
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

describe("texts that a page makes long", () => {
	const title = "t".repeat(2_000);
	const commands = [
		["refresh", {}],
		["go_forward", {}],
		["observe", { use_image: false }],
		["snapshot", {}],
		["get_content", { kind: "json" }],
	] as const;

	test("are cut in every answer that has a title", async () => {
		const url = page("</title><script>document.title = 't'.repeat(100000)</script>");
		expect(await driven.get("navigate_to", { url })).toMatchObject({ title });
		expect(await driven.get("get_title")).toBe(title);
		for (const [command, data] of commands)
			expect(await driven.get(command, data), command).toMatchObject({ title });
		expect(await driven.get("tabs_list")).toContainEqual(expect.objectContaining({ title }));
	});

	test("are cut in the middle of no character", async () => {
		await driven.get("navigate_to", {
			url: page(
				`</title><script>document.title = "${title.slice(1)}" + String.fromCodePoint(0x1f642)</script>`,
			),
		});
		expect(await driven.get("get_title")).toBe(`${title.slice(1)}\u{FFFD}`);
	});

	test("are read of the document, not of an image by the name of title", async () => {
		const url = page("Real</title><img name=title>");
		expect(await driven.get("navigate_to", { url })).toMatchObject({ title: "Real" });
		expect(await driven.get("get_title")).toBe("Real");
	});

	test("are cut in a list of tabs that has their addresses, which get_url gives whole", async () => {
		const url = page(`Long</title>${"a".repeat(5_000)}`);
		await driven.get("navigate_to", { url });
		expect(await driven.get("tabs_list")).toContainEqual(
			expect.objectContaining({ title: "Long", url: url.slice(0, 2_000) }),
		);
		expect(await driven.get("get_url")).toBe(url);
	});
});

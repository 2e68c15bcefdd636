import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, connect, type Created, createSession, deleteSession, DEVTOOLS, ORIGIN } from "./berth.ts";
import { serveSites } from "./commands/site.ts";

const page = (title: string, body: string) => ({ body: `<!doctype html><title>${title}</title>${body}` });

const SITE: Readonly<Record<string, { readonly status?: number; readonly body: string }>> = {
	"/": page(
		"Shop",
		`<h1>Shop</h1><input id="q" autofocus><button id="more" onclick="list.append(Object.assign(document.createElement('li'), {textContent: 'One more'}))">More</button>
		<ul id="list"><li>First</li></ul><div style="height: 5000px"></div><p id="end">The end</p>
		<script>addEventListener("scroll", () => document.body.dataset.y = scrollY)</script>`,
	),
	"/popup": page("Opener", `<a target="_blank" href="/opened">Open</a>`),
	"/opened": page("Opened", `<h1>The opened page</h1>`),
	"/alert": page("Alert", `<script>alert("Stop")</script><h1>After the alert</h1>`),
	"/alerts": page(
		"Alerts",
		`<button onclick="alert('Stop'); h.textContent = 'Went on'">Go</button><h1 id="h">Stays</h1>`,
	),
	"/leave": page(
		"Leave",
		`<button>Touch</button><script>addEventListener("beforeunload", (e) => e.preventDefault())</script>`,
	),
	"/refresh": page("Refresh", `<meta http-equiv="refresh" content="0; url=/opened">`),
	"/script-redirect": page("Redirect", `<script>onload = () => location.replace("/opened")</script>`),
	"/gone": { status: 410, ...page("Gone", "<h1>Gone</h1>") },
};

let session: Created;
beforeAll(async () => {
	session = await createSession();
	await serveSites(session.webSocketDebuggerUrl, ({ pathname }) => SITE[pathname]);
});
afterAll(() => deleteSession(session.sessionId));

interface Scraped {
	readonly data: {
		readonly markdown: string;
		readonly actions?: readonly unknown[];
		readonly metadata: { readonly url: string; readonly title: string; readonly status_code: number | null };
	};
	readonly error: string;
	readonly code: string;
}

const scrape = (path: string, fields: object = {}) => {
	const url = path.startsWith("/") ? `http://shop.test${path}` : path;
	const body = JSON.stringify({ url, session_id: session.sessionId, only_main_content: false, ...fields });
	return call<Scraped>("POST", "/v1/scrape", { body });
};

const commands = async (...list: readonly (readonly [string, object?])[]) => {
	const body = JSON.stringify({
		session_id: session.sessionId,
		commands: list.map(([command, data]) => ({ command, data })),
	});
	const { body: report } = await call<{ results: readonly { data: unknown }[] }>("POST", "/commands", {
		body,
	});
	return report.results.at(-1)?.data;
};

describe("a scrape's actions", () => {
	test("are done before the page is read, and each tells what it gave back", async () => {
		const { status, body } = await scrape("/", {
			actions: [
				{ type: "wait", milliseconds: 1 },
				{ type: "click", selector: "#more" },
				{ type: "wait_for", selector: "li:nth-of-type(2)" },
				{ type: "focus", selector: "#q" },
				{ type: "write", text: "boots" },
				{ type: "press", key: "Tab" },
				{ type: "executeJavascript", script: "document.querySelector('#q').value" },
				{ type: "scroll", direction: "down", amount: 700 },
				{ type: "evaluate", expression: "scrollY" },
				{ type: "screenshot" },
			],
		});
		expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
		expect(body.data.markdown).toContain("One more");
		const { actions = [] } = body.data;
		expect(actions).toHaveLength(10);
		expect(actions[6]).toEqual({ result: { type: "string", value: "boots" } });
		expect(actions[8]).toEqual({ result: { type: "number", value: 700 } });
		expect(actions[9]).toMatchObject({ image: expect.stringMatching(/^iVBOR/) });
		expect(actions[1]).toBe(null);
	});

	test("that lead to another page have that one read, with its status", async () => {
		const { body } = await scrape("/popup", {
			actions: [{ type: "evaluate", expression: "location.href = '/gone'" }],
		});
		expect(body.data.metadata).toMatchObject({
			title: "Gone",
			status_code: 410,
			sourceURL: "http://shop.test/popup",
			url: "http://shop.test/gone",
		});
	});

	test("that open a popup have that one read, and it is the tab of what follows", async () => {
		const { body } = await scrape("/popup", { actions: [{ type: "click", selector: "a" }] });
		expect(body.data.markdown).toContain("The opened page");
		expect(await commands(["get_title"])).toBe("Opened");
		expect((await scrape("/")).body.data.metadata.title).toBe("Shop");
		expect(await commands(["get_title"])).toBe("Shop");
		expect(await commands(["tabs_close"], ["get_title"])).toBe("Opener");
	});

	test("that fail are named, with why", async () => {
		const { status, body } = await scrape("/", {
			actions: [
				{ type: "click", selector: "#more" },
				{ type: "click", selector: "#nothing", timeout_ms: 200 },
			],
		});
		expect({ status, code: body.code }).toEqual({ status: 404, code: "element_not_found" });
		expect(body.error).toMatch(/^actions\.1: .*#nothing/);
	});

	test("that leave a dialog open do not keep the page from being read", async () => {
		const { body } = await scrape("/alerts", { actions: [{ type: "click", selector: "button" }] });
		expect(body.data.markdown).toContain("Went on");
	});

	test.each([
		["actions.0.type", [{ type: "fly" }]],
		["actions.0.type", [{ type: "constructor" }]],
		["actions.0.type", [{}]],
		["actions.0", [{ type: "click" }]],
		["actions.1", [{ type: "wait", milliseconds: 1 }, { type: "wait" }]],
		["actions.0.milliseconds", [{ type: "wait", milliseconds: 600_000 }]],
		["actions.0.milliseconds", [{ type: "wait", milliseconds: "1" }]],
		["actions.0", [{ type: "click", selector: "a", url: "x" }]],
		["actions.0", [{ type: "type", selector: "a" }]],
		["actions", Array.from({ length: 51 }, () => ({ type: "wait", milliseconds: 0 }))],
		["actions", "click"],
	])("with bad input are refused, naming %s", async (name, actions) => {
		const { status, body } = await scrape("/", { actions });
		expect(status).toBe(400);
		expect(body.error.startsWith(`${name}:`)).toBe(true);
	});

	test.each([
		[
			{ type: "click", selector: "a", text: "b" },
			"actions.0.text: is not taken by click, which takes selector",
		],
		[
			{ type: "wait_for_navigation", selector: "a" },
			"actions.0.selector: is not taken by wait_for_navigation, which takes none",
		],
		[{ type: "scroll", amout: 5 }, 'actions.0: unknown field "amout". Did you mean amount?'],
	])("with a field too many are refused: %j", async (action, error) => {
		expect(await scrape("/", { actions: [action] })).toMatchObject({ status: 400, body: { error } });
	});
});

describe("a scrape", () => {
	test("is in the tab that commands use, and they in its", async () => {
		await commands(["tabs_new"]);
		expect((await scrape("/")).body.data.metadata.title).toBe("Shop");
		expect(await commands(["get_title"])).toBe("Shop");
		await commands(["tabs_close"]);
	});

	test("and others of the same session come one after another", async () => {
		const titles = await Promise.all(["/", "/opened", "/gone", "/popup"].map((path) => scrape(path)));
		expect(titles.map(({ body }) => body.data.metadata.title)).toEqual(["Shop", "Opened", "Gone", "Opener"]);
	});

	test.each(["/refresh", "/script-redirect"])("of %s follows a page that sends itself on", async (path) => {
		const { body } = await scrape(path);
		expect(body.data.metadata).toMatchObject({
			title: "Opened",
			status_code: 200,
			url: "http://shop.test/opened",
		});
	});

	test("of another place in the page that is shown loads it anew", async () => {
		await scrape("/gone");
		expect((await scrape("/gone#part")).body.data.metadata.status_code).toBe(410);
	});

	test("dismisses a page's dialogs", async () => {
		expect((await scrape("/alert")).body.data.markdown).toContain("After the alert");
	});

	test("leaves a page that would rather keep its visitor", async () => {
		await scrape("/leave", { actions: [{ type: "click", selector: "button" }] });
		expect((await scrape("/")).body.data.metadata.title).toBe("Shop");
	});

	test("says so where a dialog of a command's is open", async () => {
		await scrape("/alerts");
		await commands(["click", { selector: "button" }]);
		expect(await scrape("/")).toMatchObject({ status: 422, body: { code: "dialog_open" } });
		await commands(["handle_dialog"]);
		expect((await scrape("/")).status).toBe(200);
	});

	test("goes on in a new tab where a page has crashed", async () => {
		const crash = async () => {
			const tabs = (await commands(["tabs_list"])) as readonly { tab_id: string; current: boolean }[];
			const current = tabs.find((tab) => tab.current)?.tab_id;
			const client = await connect(`${ORIGIN}${DEVTOOLS}/browser/${session.sessionId}/page/${current}`);
			void client.send("Page.crash");
			await expect
				.poll(() => commands(["tabs_list"]))
				.toContainEqual(expect.objectContaining({ crashed: true }));
		};
		await crash();
		expect((await scrape("/opened")).body).toMatchObject({ data: { metadata: { title: "Opened" } } });
		expect(await commands(["get_title"])).toBe("Opened");
	});

	test("opens a tab where there is none", async () => {
		await commands(["tabs_new"], ["tabs_list"]);
		for (;;) {
			const tabs = (await commands(["tabs_list"])) as readonly object[];
			if (tabs.length === 0) break;
			await commands(["tabs_close"]);
		}
		expect((await scrape("/")).body.data.metadata.title).toBe("Shop");
	});
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, DEVTOOLS } from "../berth.ts";
import { serveSites } from "../commands/site.ts";
import { type Detail, pageOf, ThinkrunAccount } from "./account.ts";

const account = new ThinkrunAccount();
let id = "";

beforeAll(async () => {
	id = (await account.create()).sessionId;
	await drive("wait", { ms: 0 });
	const sockets = `ws://berth.test${DEVTOOLS.replace("local", account.id)}/browser/${id}`;
	const html = { "content-type": "text/html" };
	await serveSites(sockets, ({ pathname }) => {
		if (pathname === "/slow") return "never";
		if (pathname === "/one") return { body: "<title>One</title>", headers: html };
		if (pathname === "/two") return { body: "<title>Two</title>", headers: html };
		return undefined;
	});
});
afterAll(() => account.end(id));

const drive = <T = object>(name: string, body: object = {}) => account.drive<T>(id, name, body);
const show = (html: string) => drive("navigate", { url: pageOf(html) });
const value = async (expression: string) =>
	(await drive<{ result: unknown }>("evaluate", { expression })).result;

describe("a page", () => {
	test.each(["load", "domcontentloaded", "networkidle"])(
		"is gone to until %s, and back, and forward",
		async (waitUntil) => {
			const one = { url: "http://site.test/one", title: "One" };
			const two = { url: "http://site.test/two", title: "Two" };
			expect(await drive("navigate", { url: one.url, waitUntil })).toMatchObject({ success: true, ...one });
			expect(await drive("navigate", { url: two.url, waitUntil })).toMatchObject({ success: true, ...two });
			expect(await drive("go-back", { waitUntil })).toEqual({ success: true, ...one, navigated: true });
			expect(await drive("go-forward", { waitUntil })).toEqual({ success: true, ...two, navigated: true });
			expect(await drive("go-forward", { timeout: 60_000 })).toEqual({
				success: true,
				...two,
				navigated: false,
			});
		},
	);

	test("is what the session's details tell of", async () => {
		await show("<title>Where</title>");
		const here = { title: "Where", currentUrl: pageOf("<title>Where</title>") };
		await expect
			.poll(async () => {
				const detail = await account.get<Detail>("GET", `/${id}`);
				const last = detail.navigationHistory.at(-1);
				return { title: detail.title, currentUrl: detail.currentUrl, last: last?.title };
			})
			.toEqual({ ...here, last: "Where" });
	});
});

describe("an element", () => {
	test("is clicked", async () => {
		await show("<button onclick='document.title = event.isTrusted'>b</button>");
		expect(await drive("click", { selector: "button" })).toEqual({ success: true, selector: "button" });
		expect(await value("document.title")).toBe("true");
	});

	test("is typed into key by key, or filled at once", async () => {
		await show("<input value='a' onkeydown='this.keys = (this.keys ?? 0) + 1'>");
		const selector = "input";
		expect(await drive("type", { selector, text: "bc" })).toEqual({ success: true, selector, text: "bc" });
		expect(
			await value("[document.querySelector('input').value, document.querySelector('input').keys]"),
		).toEqual(["abc", 2]);
		await drive("type", { selector, text: "x", clear: true });
		expect(await drive("fill", { selector, value: "yz" })).toEqual({ success: true, selector, value: "yz" });
		expect(await value("document.querySelector('input').value")).toBe("yz");
	});

	test("is pressed a key in, hovered over, scrolled and selected from", async () => {
		await show(`<body style="height: 5000px"><input onkeydown="document.title = event.key">
			<p onmouseenter="document.title = 'over'">p</p><select><option>a</option><option value="2">b</option></select>`);
		expect(await drive("press", { key: "Enter", selector: "input" })).toEqual({
			success: true,
			key: "Enter",
			selector: "input",
		});
		expect(await value("document.title")).toBe("Enter");
		expect(await drive("hover", { selector: "p" })).toEqual({ success: true, selector: "p" });
		expect(await value("document.title")).toBe("over");
		expect(await drive("select", { selector: "select", values: ["b"] })).toEqual({
			success: true,
			selector: "select",
			values: ["2"],
		});
		expect(await drive("scroll", { y: 400 })).toEqual({ success: true });
		await expect.poll(() => value("scrollY")).toBe(400);
	});

	test("is named by a snapshot", async () => {
		await show("<title>Shot</title><button onclick='document.title = 7'>Press me</button>");
		const { snapshot } = await drive<{ snapshot: string }>("snapshot", { interactiveOnly: true });
		const ref = /button "Press me" \[ref=(\w+)\]/.exec(snapshot)?.[1];
		expect(await drive("click", { selector: ref })).toEqual({ success: true, selector: ref });
		expect(await value("document.title")).toBe("7");
	});
});

describe("a call", () => {
	test("waits for a time, or for a text", async () => {
		await show(
			"<p>soon</p><script>setTimeout(() => { document.body.textContent = 'now here' }, 200)</script>",
		);
		expect(await drive("wait-for-text", { text: "now here" })).toEqual({ success: true, text: "now here" });
		expect(await drive("wait-for-text", { text: "soon", gone: true })).toEqual({
			success: true,
			text: "soon",
		});
		expect(await drive("wait", { ms: 5 })).toEqual({ success: true, ms: 5 });
	});

	test("gives a picture, which is kept", async () => {
		await show("<body style='background: teal; height: 3000px'>");
		const taken = await drive<{ image: string; artifact: { publicUrl: string } }>("screenshot", {
			fullPage: true,
			format: "jpeg",
			quality: 50,
		});
		expect(taken).toEqual({
			success: true,
			image: expect.stringMatching(/^\/9j\//),
			mimeType: "image/jpeg",
			artifact: { objectId: expect.any(String), publicUrl: expect.stringContaining("/artifacts/") },
		});
	});

	test.each([
		["1 + 1", { result: 2, type: "number" }],
		["() => ({ a: [true] })", { result: { a: [true] }, type: "object" }],
		["Promise.resolve('later')", { result: "later", type: "string" }],
		["undefined", { result: null, type: "undefined" }],
		[
			"document.body",
			{ result: null, type: "object", subtype: "node", description: expect.stringContaining("body") },
		],
	])("evaluates %s", async (expression, answer) => {
		expect(await drive("evaluate", { expression })).toEqual({ success: true, ...answer });
	});

	test("answers a dialog", async () => {
		await show("<button onclick='document.title = prompt(`Who?`, `me`)'>b</button>");
		const dialog = { type: "prompt", message: "Who?", defaultValue: "me" };
		expect(await drive("click", { selector: "button" })).toEqual({
			success: true,
			selector: "button",
			dialog,
		});
		expect(await account.refused("POST", `/${id}/snapshot`)).toMatchObject({
			status: 504,
			code: "OPERATION_TIMEOUT",
			error: expect.stringContaining("Who?"),
			hint: expect.stringContaining("dialog"),
		});
		const answer = { accept: true, promptText: "you" };
		expect(await drive("dialog", answer)).toEqual({ success: true, ...dialog });
		expect(await value("document.title")).toBe("you");
	});
});

describe("a call that fails", () => {
	const HERE = `<title></title><iframe srcdoc="<b id='framed'>b</b>"></iframe>
		<div id="host"></div><script>host.attachShadow({ mode: "open" }).innerHTML = "<i id='shadowed'>i</i>"</script>
		<button id="off" disabled>off</button><p id="p">p</p><select><option>a</option></select>
		<button id="under">u</button><div style="position: fixed; inset: 0"></div>`;

	test.each<[name: string, body: object, status: number, code: string, isRetryable: boolean]>([
		["click", { selector: "#nothing", timeout: 200 }, 404, "ELEMENT_NOT_FOUND", true],
		["click", { selector: "#framed", timeout: 200 }, 404, "ELEMENT_IN_IFRAME", true],
		["click", { selector: "#shadowed", timeout: 200 }, 404, "ELEMENT_IN_SHADOW_DOM", true],
		["click", { selector: "e999", timeout: 200 }, 404, "ELEMENT_NOT_FOUND", true],
		["click", { selector: "#off", timeout: 200 }, 504, "OPERATION_TIMEOUT", true],
		["click", { selector: "#under", timeout: 200 }, 504, "OPERATION_TIMEOUT", true],
		["click", { selector: "a[", timeout: 200 }, 400, "INVALID_REQUEST", false],
		["fill", { selector: "#p", value: "x", timeout: 200 }, 400, "INVALID_REQUEST", false],
		["select", { selector: "select", values: ["z"], timeout: 200 }, 404, "ELEMENT_NOT_FOUND", true],
		["wait-for-text", { text: "never", timeout: 200 }, 504, "OPERATION_TIMEOUT", true],
		["evaluate", { expression: "throw new Error('thrown')" }, 400, "EVALUATE_FAILED", false],
		["evaluate", { expression: "'x'.repeat(6e6)" }, 413, "PAYLOAD_TOO_LARGE", false],
		["evaluate", { expression: "new Promise(() => {})", timeout: 200 }, 504, "OPERATION_TIMEOUT", true],
		["evaluate", { expression: "for (;;);", timeout: 200 }, 504, "OPERATION_TIMEOUT", true],
		["dialog", {}, 504, "OPERATION_TIMEOUT", true],
		["extract", { query: "the price" }, 501, "NOT_CONFIGURED", false],
		["navigate", { url: "http://nowhere.invalid/" }, 502, "NETWORK_ERROR", true],
		["navigate", { url: "http://site.test/slow", timeout: 300 }, 504, "NAVIGATION_TIMEOUT", true],
	])("%s %j is %i %s", async (name, body, status, code, retryable) => {
		await show(HERE);
		expect(await account.refused("POST", `/${id}/${name}`, body)).toMatchObject({ status, code, retryable });
	});

	test("says that the page was left meanwhile", async () => {
		await show("<script>setTimeout(() => { location = 'http://site.test/one' }, 300)</script>");
		const waiting = await account.refused("POST", `/${id}/evaluate`, {
			expression: "new Promise(() => {})",
			timeout: 60_000,
		});
		expect(waiting).toMatchObject({ status: 409, code: "PAGE_NAVIGATED", retryable: true });
	});

	test("says that there is no tab, until one is opened", async () => {
		const devtools = DEVTOOLS.replace("local", account.id);
		const { body: tabs } = await call<{ id: string }[]>("GET", `${devtools}/browser/${id}/json/list`);
		for (const tab of tabs) await call("DELETE", `${devtools}/browser/${id}/json/close/${tab.id}`);
		await expect
			.poll(async () => (await account.refused("POST", `/${id}/snapshot`)).code)
			.toBe("TAB_NOT_FOUND");
		expect((await account.refused("POST", `/${id}/snapshot`)).status).toBe(410);
		await show("<title>New</title>");
		expect(await value("document.title")).toBe("New");
	});

	test.each<[name: string, body: unknown, field: string]>([
		["navigate", {}, "url"],
		["navigate", { url: "" }, "url"],
		["navigate", { url: 7 }, "url"],
		["navigate", { url: "about:blank", waitUntil: "later" }, "waitUntil"],
		["navigate", { url: "about:blank", waitUntl: "load" }, "waitUntil"],
		["go-back", { timeout: 0 }, "timeout"],
		["go-back", { timeout: 120_001 }, "timeout"],
		["go-forward", { timeout: "soon" }, "timeout"],
		["click", { selector: "" }, "selector"],
		["click", { selector: "a", button: "right" }, "button"],
		["type", { selector: "a" }, "text"],
		["fill", { selector: "a", text: "b" }, "value"],
		["press", {}, "key"],
		["hover", {}, "selector"],
		["scroll", { x: "far" }, "x"],
		["select", { selector: "a", values: "b" }, "values"],
		["wait", {}, "ms"],
		["wait", { ms: -1 }, "ms"],
		["wait-for-text", { text: "" }, "text"],
		["screenshot", { format: "gif" }, "format"],
		["screenshot", { quality: 101 }, "quality"],
		["snapshot", { maxChars: 1 }, "maxChars"],
		["evaluate", { expression: null }, "expression"],
		["dialog", { accept: "yes" }, "accept"],
		["extract", {}, "query"],
		["click", "{", ""],
		["click", "[]", ""],
	])("%s %j is refused by name", async (name, body, field) => {
		const refused = await account.refused("POST", `/${id}/${name}`, body);
		expect(refused).toMatchObject({ status: 400, code: "INVALID_REQUEST", retryable: false });
		expect(refused.error).toContain(field);
	});

	test("extract without a model is a 501 that names the settings", async () => {
		const refused = await account.refused("POST", `/${id}/extract`, { query: "the title" });
		expect(refused).toMatchObject({ status: 501, code: "NOT_CONFIGURED", retryable: false });
		expect(refused.error).toContain("MODEL_PROVIDER");
	});

	test("takes no body that is nested too deeply", async () => {
		const schema = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
		const refused = await account.refused("POST", `/${id}/extract`, `{"query":"q","schema":${schema}}`);
		expect(refused).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
		expect(refused.error).toBe("A body may be nested 200 levels deep.");
	});

	test.each([
		["fields", `{${Array.from({ length: 20_001 }, (_, at) => `"k${at}":0`).join(",")}}`],
		["items", `{"selector":"a","values":[${"0,".repeat(20_000)}0]}`],
	])("takes no body of more %s than can be checked in time", async (_, body) => {
		const refused = await account.refused("POST", `/${id}/select`, body);
		expect(refused).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
		expect(refused.error).toBe("A body may hold 20000 items and fields.");
	});

	test("cuts what it names of a body", async () => {
		const body = `{${Array.from({ length: 5_000 }, (_, at) => `"field${at}":0`).join(",")}}`;
		const refused = await account.refused("POST", `/${id}/select`, body);
		expect(refused.status).toBe(400);
		expect(refused.error.length).toBeLessThanOrEqual(1_000);
	});

	test("takes POST only, and not more than 2 MiB", async () => {
		expect(await account.refused("GET", `/${id}/click`)).toMatchObject({
			status: 405,
			code: "METHOD_NOT_ALLOWED",
		});
		const long = { selector: "a", text: "x".repeat(2_100_000) };
		expect(await account.refused("POST", `/${id}/type`, long)).toMatchObject({
			status: 413,
			code: "PAYLOAD_TOO_LARGE",
		});
	});
});

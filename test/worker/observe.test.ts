import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, bearer, call, type Created, createSession, deleteSession, makeToken } from "./berth.ts";

interface Element {
	readonly number: number;
	readonly ref: string;
	readonly tag: string;
	readonly role?: string;
	readonly name?: string;
	readonly value?: string;
	readonly states?: readonly string[];
	readonly attributes: Readonly<Record<string, string>>;
	readonly bounding_box: { readonly x: number; readonly width: number };
	readonly center: { readonly x: number; readonly y: number };
}

interface Observation {
	readonly url: string;
	readonly title: string;
	readonly screenshot?: string;
	readonly elements: readonly Element[];
	readonly text?: string;
	readonly text_truncated_from?: number;
	readonly tabs: readonly object[];
	readonly focused: object | null;
	readonly dialog: object | null;
	readonly session_id: string;
	readonly error?: string;
}

const PAGE = `<!doctype html><title>Shop</title><style>body { margin: 0 } </style>
<nav style='height: 100px'><a href="/home">Home</a></nav>
<main><h1>Boots</h1><p>${"These boots are made for walking. ".repeat(20)}</p>
<label for="q">Search</label><input id="q" value="red" autofocus><input type="password" id="p" value="secret">
<label><input type="checkbox" checked> In stock</label><button disabled>Sold out</button>
<button id="buy" onclick="document.title = 'Bought'">Buy</button><div id="host"></div>
<button hidden>Hidden</button><div style="height: 3000px"></div><button>Below</button></main>
<script>host.attachShadow({mode: "open"}).innerHTML = "<button onclick='document.title = \`Inside\`'>In the shadow</button>"; q.focus(); scrollTo(0, 100)</script>`;

let session: Created;
beforeAll(async () => {
	session = await createSession();
});
afterAll(() => deleteSession(session.sessionId));

const observe = (fields: object = {}, headers: HeadersInit = ADMIN) => {
	const body = JSON.stringify({ session_id: session.sessionId, ...fields });
	return call<Observation>("POST", "/observe", { body, headers });
};

const commands = async (...list: readonly (readonly [string, object?])[]) => {
	const body = JSON.stringify({
		session_id: session.sessionId,
		commands: list.map(([command, data]) => ({ command, data })),
	});
	const { body: report } = await call<{ results: readonly { data: unknown; error?: string }[] }>(
		"POST",
		"/commands",
		{ body },
	);
	return report.results.at(-1);
};

const show = (html: string) =>
	commands(["navigate_to", { url: `data:text/html;charset=utf-8,${encodeURIComponent(html)}` }]);

describe("an observation", () => {
	test("tells what an agent needs of a page", async () => {
		await show(PAGE);
		const { status, body } = await observe();
		expect(status).toBe(200);
		expect(body).toMatchObject({
			success: true,
			session_id: session.sessionId,
			url: expect.stringContaining("data:text/html"),
			title: "Shop",
			screenshot: expect.stringMatching(/^iVBOR/),
			text: expect.stringContaining("made for walking"),
			viewport: { width: expect.any(Number), height: expect.any(Number), device_scale_factor: 1 },
			scroll: { x: 0, y: 100, height: expect.any(Number) },
			focused: { role: "textbox", name: "Search", value: "red" },
			dialog: null,
		});
		expect(body.text).not.toContain("Home");
		expect(body.tabs).toHaveLength(1);
		const known = body.elements.map(({ number, role, name }) => [number, role, name]);
		expect(known).toEqual([
			[1, "textbox", "Search"],
			[2, "textbox", undefined],
			[3, "checkbox", "In stock"],
			[4, "button", "Sold out"],
			[5, "button", "Buy"],
			[6, "button", "In the shadow"],
		]);
		const [search, password, box, soldOut] = body.elements;
		expect(search).toMatchObject({ tag: "input", attributes: { id: "q" }, value: "red" });
		expect(box?.states).toEqual(["checked"]);
		expect(soldOut?.states).toEqual(["disabled"]);
		expect(JSON.stringify([password, body.text])).not.toContain("secret");
	});

	test("gives refs that commands take", async () => {
		await show(PAGE);
		const { elements } = (await observe()).body;
		const refOf = (name: string) => elements.find((element) => element.name === name)?.ref;
		await commands(["click", { selector: refOf("Buy") }]);
		expect((await observe()).body.title).toBe("Bought");
		await commands(["click", { selector: refOf("In the shadow") }]);
		expect((await observe()).body.title).toBe("Inside");
	});

	test("draws the numbers into its picture where that is wanted, and into that alone", async () => {
		await show(PAGE);
		const before = (await observe({ max_elements: 0 })).body.screenshot;
		expect((await observe({ withOverlay: true })).body.screenshot).not.toBe(before);
		expect(
			await commands(["evaluate", { expression: "document.querySelectorAll('berth-overlay').length" }]),
		).toMatchObject({
			data: { result: { value: 0 } },
		});
	});

	test("leaves out what is not wanted", async () => {
		await show(PAGE);
		const { body } = await observe({ use_image: false, include_content: false, maxElements: 2 });
		expect(body).not.toHaveProperty("screenshot");
		expect(body).not.toHaveProperty("text");
		expect(body.elements).toHaveLength(2);
		const { body: short } = await observe({ max_chars: 100 });
		expect(short.text).toHaveLength(100);
		expect(short.text_truncated_from).toBeGreaterThan(600);
	});

	test("of a page that shows a dialog tells of that", async () => {
		await show("<title>Asks</title><button onclick='confirm(`Sure?`)'>Ask</button>");
		await commands(["click", { selector: "button" }]);
		expect((await observe()).body).toMatchObject({
			dialog: { type: "confirm", message: "Sure?" },
			elements: [],
			tabs: [expect.anything()],
		});
		await commands(["handle_dialog"]);
		expect((await observe()).body).toMatchObject({ dialog: null, title: "Asks" });
	});

	test("tells of all tabs, from the one that is used", async () => {
		await commands(["tabs_new"], ["navigate_to", { url: "data:text/html,<title>Second</title>" }]);
		const { body } = await observe();
		expect(body.title).toBe("Second");
		expect(body.tabs).toMatchObject([{ current: false }, { current: true, title: "Second" }]);
		await commands(["tabs_close"]);
	});

	test("of a page with very many elements does without their roles, and a snapshot is refused", async () => {
		await show("<title>Vast</title><button id=one>One</button><div hidden id=all></div>");
		await commands(["evaluate", { expression: "all.innerHTML = '<i></i>'.repeat(100_000), 1" }]);
		const { status, body } = await observe({ use_image: false });
		expect(status).toBe(200);
		expect(body).toMatchObject({ title: "Vast", focused: null, accessibility_skipped: true });
		expect(body.elements).toMatchObject([{ number: 1, tag: "button", text: "One" }]);
		expect(body.elements[0]).not.toHaveProperty("role");
		expect(await commands(["snapshot"])).toMatchObject({
			success: false,
			code: "result_too_large",
			error: expect.stringContaining("20000 elements"),
		});
	});

	test("without a session is of a blank page in one of its own", async () => {
		const { status, body } = await call<Observation>("POST", "/observe", { body: "" });
		expect(status).toBe(200);
		expect(body).toMatchObject({
			url: "about:blank",
			elements: [],
			text: "",
			session_id: expect.any(String),
		});
		await deleteSession(body.session_id);
	});

	test.each([
		[{ session_id: "unknown" }, 404, "Session"],
		[{ session_id: 1 }, 400, "session_id:"],
		[{ max_elements: 301 }, 400, "max_elements:"],
		[{ wait_ms: -1 }, 400, "wait_ms:"],
		[{ use_image: "yes" }, 400, "use_image:"],
		[{ instruction: "x" }, 400, ""],
	])("of %j is refused with %i", async (fields, status, start) => {
		const { status: answered, body } = await observe(fields);
		expect(answered).toBe(status);
		expect(body.error?.startsWith(start)).toBe(true);
	});

	test("is a use of the session, for tokens that may write, in its account", async () => {
		const reader = await makeToken({ right: "read" });
		expect((await observe({}, bearer(reader.token))).status).toBe(403);
		expect((await observe({}, { ...ADMIN, "X-Berth-Account": "somebody-else" })).status).toBe(404);
	});
});

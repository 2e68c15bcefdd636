import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageSizeOf } from "../../src/lib/image-size.ts";
import { ADMIN, call, connect, createSession, deleteSession, DEVTOOLS, type TestClient } from "./berth.ts";
import { watch } from "./frame-stream.ts";

const page = (html: string) => `data:text/html,${encodeURIComponent(html)}`;
const STILL = page("<body style='background:rgb(0,128,0)'>still</body>");
const ANIMATED = page(`<body><div id=a style="width:100px;height:100px;background:red"></div><script>
	let x = 0; (function step() { a.style.marginLeft = (x = (x + 3) % 300) + "px"; requestAnimationFrame(step); })();
</script></body>`);

interface Tab {
	readonly id: string;
}

/** A session whose current tab shows a page. */
async function show(url: string): Promise<{ sessionId: string; tab: Tab }> {
	const { sessionId } = await createSession();
	return { sessionId, tab: await openTab(sessionId, url) };
}

const openTab = async (sessionId: string, url: string): Promise<Tab> =>
	(await call<Tab>("PUT", `${DEVTOOLS}/browser/${sessionId}/json/new?url=${encodeURIComponent(url)}`)).body;

const closeTab = (sessionId: string, { id }: Tab) =>
	call("DELETE", `${DEVTOOLS}/browser/${sessionId}/json/close/${id}`);

const clientOf = (sessionId: string, { id }: Tab): Promise<TestClient> =>
	connect(`ws://berth.test${DEVTOOLS}/browser/${sessionId}/page/${id}`);

async function evaluate(client: TestClient, expression: string): Promise<unknown> {
	const { result } = await client.send("Runtime.evaluate", { expression, returnByValue: true });
	return (result?.["result"] as { value?: unknown } | undefined)?.value;
}

describe("frames of an animated page", () => {
	let sessionId: string;
	beforeAll(async () => {
		({ sessionId } = await show(ANIMATED));
	});
	afterAll(() => deleteSession(sessionId));

	test("come many a second, at most of the size that was asked for, with growing ids", async () => {
		const stream = await watch(sessionId, { width: "320", height: "240" });
		await expect.poll(() => stream.frames.length).toBeGreaterThan(0);
		await expect.poll(() => stream.frames.length).toBeGreaterThan(60);
		const [first] = stream.frames;
		expect(first?.width).toBeLessThanOrEqual(320);
		expect(first?.height).toBeLessThanOrEqual(240);
		expect(first?.width === 320 || first?.height === 240).toBe(true);
		expect(imageSizeOf(first?.image ?? "")).toEqual({ width: first?.width, height: first?.height });
		expect(atob(first?.image ?? "").slice(1, 4)).toBe("PNG");
		expect(Math.abs((first?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
		expect(stream.ids).toEqual(stream.ids.map((_, index) => index + 1));
		await stream.leave();
	});

	test("are JPEGs when that is asked for", async () => {
		const stream = await watch(sessionId, { format: "jpeg", quality: "50", width: "400" });
		await expect.poll(() => stream.frames.length).toBeGreaterThan(2);
		const [first] = stream.frames;
		expect(atob(first?.image ?? "").slice(0, 3)).toBe("\xff\xd8\xff");
		expect(imageSizeOf(first?.image ?? "")).toEqual({ width: first?.width, height: first?.height });
		expect(first?.width).toBeLessThanOrEqual(400);
		await stream.leave();
	});

	test("come no more often than thirty times a second", async () => {
		const stream = await watch(sessionId, { width: "100", height: "100" });
		await expect.poll(() => stream.frames.length).toBeGreaterThan(0);
		const from = Date.now();
		await expect.poll(() => Date.now() - from).toBeGreaterThan(2_000);
		expect(stream.frames.length / ((Date.now() - from) / 1000)).toBeLessThan(31);
		await stream.leave();
	});

	test("go on from the number that a returning viewer names", async () => {
		const stream = await watch(sessionId, {}, { headers: { "Last-Event-ID": "41" } });
		await expect.poll(() => stream.ids[0]).toBe(42);
		await stream.leave();
	});
});

describe("frames of a still page", () => {
	test("begin at once, for the first viewer and for a second one", async () => {
		const { sessionId } = await show(STILL);
		const first = await watch(sessionId);
		await expect.poll(() => first.frames.length).toBeGreaterThan(0);
		const second = await watch(sessionId);
		await expect.poll(() => second.frames.length).toBeGreaterThan(0);
		expect(second.frames[0]?.image).toBe(first.frames.at(-1)?.image);
		await expect.poll(() => second.comments).toBeGreaterThan(0);
		await deleteSession(sessionId);
	});

	test("end with the reason of the session's end, and then the stream closes", async () => {
		const { sessionId } = await show(STILL);
		const stream = await watch(sessionId);
		await expect.poll(() => stream.frames.length).toBeGreaterThan(0);
		await deleteSession(sessionId);
		await expect.poll(() => stream.isClosed).toBe(true);
		expect(stream.end).toEqual({ reason: "NormalClosure", text: "It was closed by a DELETE request." });
		expect(stream.ids).toEqual(stream.ids.map((_, index) => index + 1));
	});

	test("are no use of the session", async () => {
		const { sessionId } = await show(STILL);
		const deadline = async () =>
			(await call<{ idleDeadline: number }>("GET", `/berth/v1/sessions/${sessionId}`, { headers: ADMIN }))
				.body.idleDeadline;
		const before = await deadline();
		const stream = await watch(sessionId);
		await expect.poll(() => stream.comments).toBeGreaterThan(1);
		expect(await deadline()).toBe(before);
		await deleteSession(sessionId);
	});
});

test("frames follow the current tab: a new one, and the one before it when that closes", async () => {
	const { sessionId, tab } = await show(STILL);
	const stream = await watch(sessionId, { width: "100", height: "100" });
	const latest = () => stream.frames.at(-1)?.image;
	await expect.poll(latest).toBeDefined();
	const still = latest();
	const second = await openTab(sessionId, page("<body style='background:rgb(200,0,0)'>other</body>"));
	await expect.poll(latest).not.toBe(still);
	await closeTab(sessionId, second);
	await expect.poll(latest).toBe(still);
	const third = await openTab(sessionId, page("<body style='background:rgb(0,0,200)'>third</body>"));
	await expect.poll(latest).not.toBe(still);
	await call("GET", `${DEVTOOLS}/browser/${sessionId}/json/activate/${tab.id}`);
	await expect.poll(latest).toBe(still);
	expect(third.id).not.toBe(tab.id);
	await deleteSession(sessionId);
});

test("boxes are drawn while somebody watches with boxes, follow the page, and go", async () => {
	const strict = "<meta http-equiv=content-security-policy content=\"default-src 'none'\">";
	const { sessionId, tab } = await show(page(`${strict}<body><button>one</button><a href=x>two</a></body>`));
	const client = await clientOf(sessionId, tab);
	const overlays = () => evaluate(client, "document.querySelectorAll('berth-boxes').length");
	const plain = await watch(sessionId);
	await expect.poll(() => plain.frames.length).toBeGreaterThan(0);
	expect(await overlays()).toBe(0);
	const unboxed = plain.frames.at(-1)?.image;

	const boxed = await watch(sessionId, { with_boxes: "true" });
	await expect.poll(overlays).toBe(1);
	expect(await evaluate(client, "document.querySelector('berth-boxes').shadowRoot")).toBe(null);
	expect(await evaluate(client, "typeof berthBoxes")).toBe("undefined");
	await expect.poll(() => boxed.frames.some(({ image }) => image !== unboxed)).toBe(true);

	const before = boxed.frames.at(-1)?.image;
	await client.send("Page.navigate", {
		url: page("<body style='margin:50px'><button>elsewhere</button></body>"),
	});
	await expect.poll(overlays).toBe(1);
	await expect.poll(() => boxed.frames.at(-1)?.image).not.toBe(before);

	await boxed.leave();
	await expect.poll(overlays).toBe(0);
	await deleteSession(sessionId);
});

test("frames follow the tab that commands use", async () => {
	const run = async (session_id: string | undefined, ...commands: readonly object[]) => {
		const body = JSON.stringify({ session_id, commands });
		const answer = await call<{ success: boolean; session_id: string }>("POST", "/commands", { body });
		expect(answer.body).toMatchObject({ success: true });
		return answer.body.session_id;
	};
	const sessionId = await run(undefined, { command: "navigate_to", data: { url: STILL } });
	const stream = await watch(sessionId);
	await expect.poll(() => stream.frames.length).toBeGreaterThan(0);
	const { image: first } = stream.frames.at(-1) ?? {};
	const other = page("<body style='background:rgb(200,0,0)'>other</body>");
	await run(sessionId, { command: "tabs_new" }, { command: "navigate_to", data: { url: other } });
	await expect.poll(() => stream.frames.at(-1)?.image).not.toBe(first);
	const shown = stream.frames.length;
	await run(sessionId, { command: "tabs_select", data: { index: 0 } });
	await expect.poll(() => stream.frames.slice(shown).some(({ image }) => image === first)).toBe(true);
	await stream.leave();
	await deleteSession(sessionId);
});

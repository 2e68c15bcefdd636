import { describe, expect, test } from "vitest";
import { ADMIN, connect, createSession, DEVTOOLS, ORIGIN, type TestClient } from "./berth.ts";
import { watch } from "./frame-stream.ts";

async function openPage(query = "targets=true") {
	const { sessionId, webSocketDebuggerUrl, targets } = await createSession(query);
	const [page] = targets ?? [];
	if (page === undefined) throw new Error("no page");
	const readonlyHeader = { ...ADMIN, "cf-brapi-guardrails": btoa(JSON.stringify({ mode: "readonly" })) };
	const url = `${ORIGIN}${DEVTOOLS}/browser/${sessionId}/page/${page.id}`;
	return {
		sessionId,
		targetId: page.id,
		join: () => connect(url),
		joinWhole: () => connect(webSocketDebuggerUrl),
		watch: () => connect(url, readonlyHeader),
	};
}

/** A page asks, and the answer is there once somebody has given it. */
async function ask(client: TestClient, question: string) {
	await client.send("Page.enable");
	const answer = client
		.send("Runtime.evaluate", { expression: question, returnByValue: true })
		.then(({ result }) => (result?.["result"] as { value?: unknown } | undefined)?.value);
	return { answer };
}

describe("a dialog that opened before a client came", () => {
	test("is told to it, and takes its answer", async () => {
		const page = await openPage();
		const { answer } = await ask(await page.join(), "prompt('Name?', 'nobody')");
		const late = await page.join();
		const state = async () => (await late.send("Cloudflare.getDialog")).result;
		await expect.poll(state).toMatchObject({
			open: true,
			type: "prompt",
			message: "Name?",
			defaultPrompt: "nobody",
			url: "about:blank",
		});
		expect((await late.send("Cloudflare.handleDialog", { accept: true, promptText: "me" })).result).toEqual(
			{},
		);
		expect(await answer).toBe("me");
		await expect.poll(state).toEqual({ open: false });
		expect((await late.send("Cloudflare.handleDialog", { accept: true })).error?.message).toBe(
			"There is no dialog open.",
		);
	});

	test("is told over the whole browser's connection of the page that is named", async () => {
		const page = await openPage();
		const { answer } = await ask(await page.join(), `confirm('x'.repeat(20000))`);
		const whole = await page.joinWhole();
		const of = async (targetId?: string) => (await whole.send("Cloudflare.getDialog", { targetId })).result;
		await expect.poll(() => of(page.targetId)).toMatchObject({ open: true, type: "confirm" });
		expect((await of(page.targetId))?.["message"]).toMatch(/^x{10000}$/);
		expect(await of()).toEqual({ open: false });
		expect(await of("ABC")).toEqual({ open: false });
		await whole.send("Cloudflare.handleDialog", { targetId: page.targetId, accept: false });
		expect(await answer).toBe(false);
	});

	test("is told to who may only watch, and takes no answer from them", async () => {
		const page = await openPage();
		const asking = await page.join();
		const { answer } = await ask(asking, "confirm('Sure?')");
		const watching = await page.watch();
		const state = async () => (await watching.send("Cloudflare.getDialog", { targetId: "ABC" })).result;
		await expect.poll(state).toMatchObject({ open: true, message: "Sure?" });
		expect((await watching.send("Cloudflare.handleDialog", { accept: true })).error?.message).toBe(
			"A read-only connection may look at the dialog only.",
		);
		await asking.send("Page.handleJavaScriptDialog", { accept: false });
		expect(await answer).toBe(false);
		await expect.poll(state).toEqual({ open: false });
	});

	test("is forgotten with its page", async () => {
		const page = await openPage();
		await ask(await page.join(), "alert('Here.')");
		const whole = await page.joinWhole();
		const state = async () =>
			(await whole.send("Cloudflare.getDialog", { targetId: page.targetId })).result?.["open"];
		await expect.poll(state).toBe(true);
		await whole.send("Target.createTarget", { url: "about:blank" });
		await whole.send("Target.closeTarget", { targetId: page.targetId });
		await expect.poll(state).toBe(false);
	});

	test.each([
		["Cloudflare.handleDialog", {}, "accept:"],
		["Cloudflare.handleDialog", { accept: "yes" }, "accept:"],
		["Cloudflare.handleDialog", { accept: true, promptText: 1 }, "promptText:"],
		["Cloudflare.getDialog", { targetId: "../x" }, "targetId:"],
	])("%s of %j is refused and says what is wrong", async (method, params, field) => {
		const client = await (await openPage()).join();
		expect((await client.send(method, params)).error).toMatchObject({
			code: -32_602,
			message: expect.stringContaining(field),
		});
	});
});

test("a dialog waits for a client whose sessions are not flat, as those of older clients", async () => {
	const { targetId, joinWhole } = await openPage();
	const client = await joinWhole();
	const { result } = await client.send("Target.attachToTarget", { targetId, flatten: false });
	const sessionId = result?.["sessionId"];
	const inner: { id?: number; method?: string; result?: { result?: { value?: unknown } } }[] = [];
	client.socket.addEventListener("message", ({ data }) => {
		const { method, params } = JSON.parse(String(data)) as { method?: string; params: { message: string } };
		if (method === "Target.receivedMessageFromTarget") inner.push(JSON.parse(params.message));
	});
	const nested = (id: number, method: string, params: object = {}) =>
		client.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
	await nested(1, "Page.enable");
	await nested(2, "Runtime.evaluate", { expression: "confirm('Sure?')", returnByValue: true });
	await expect.poll(() => inner.map(({ method }) => method)).toContain("Page.javascriptDialogOpening");
	await nested(3, "Page.handleJavaScriptDialog", { accept: true });
	await expect.poll(() => inner.find(({ id }) => id === 2)?.result?.result?.value).toBe(true);
});

describe("in a session without a log, which nothing of Berth's own is attached to", () => {
	test("a page's dialog waits for nobody who may only watch", async () => {
		const page = await openPage("targets=true&record=false");
		const watching = await page.watch();
		await watching.send("Page.enable");
		const driving = await page.join();
		const { result } = await driving.send("Runtime.evaluate", {
			expression: "confirm('Sure?')",
			returnByValue: true,
		});
		expect(result).toMatchObject({ result: { value: false } });
	});

	test("a page's dialog waits for nobody who sees pictures of it", async () => {
		const page = await openPage("targets=true&record=false");
		const viewer = await watch(page.sessionId);
		await expect.poll(() => viewer.frames.length).toBeGreaterThan(0);
		const driving = await page.join();
		const { result } = await driving.send("Runtime.evaluate", {
			expression: "confirm('Sure?')",
			returnByValue: true,
		});
		expect(result).toMatchObject({ result: { value: false } });
		await viewer.leave();
	});

	test("is told to who comes later, where somebody watches", async () => {
		const page = await openPage("targets=true&record=false");
		const watching = await page.watch();
		await watching.send("Page.enable");
		const { answer } = await ask(await page.join(), "confirm('Sure?')");
		const late = await page.join();
		await expect.poll(async () => (await late.send("Cloudflare.getDialog")).result?.["open"]).toBe(true);
		expect((await late.send("Cloudflare.handleDialog", { accept: true })).result).toEqual({});
		expect(await answer).toBe(true);
		await expect.poll(async () => (await late.send("Cloudflare.getDialog")).result).toEqual({ open: false });
	});
});

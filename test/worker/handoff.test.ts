import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ADMIN, bearer, call, connect, createSession, DEVTOOLS, makeToken, ORIGIN } from "./berth.ts";
import type { TestClient } from "./berth.ts";

interface Event {
	readonly method: string;
	readonly params: Record<string, unknown>;
	readonly sessionId?: string;
}

/** What Berth itself tells a client from now on. */
function news({ socket }: TestClient): Event[] {
	const events: Event[] = [];
	socket.addEventListener("message", ({ data }) => {
		const message = JSON.parse(String(data)) as Event;
		if (message.method?.startsWith("Cloudflare.")) events.push(message);
	});
	return events;
}

async function openSession(query = "keep_alive=600000") {
	const session = await createSession(`${query}&targets=true`);
	const [page] = session.targets ?? [];
	if (page === undefined) throw new Error("no page");
	return { ...session, page, path: `/berth/v1/sessions/${session.sessionId}/handoff` };
}

const readonlyHeader = { ...ADMIN, "cf-brapi-guardrails": btoa(JSON.stringify({ mode: "readonly" })) };
const pageUrl = (sessionId: string, id: string) => `${ORIGIN}${DEVTOOLS}/browser/${sessionId}/page/${id}`;
const post = <T>(path: string, body: object, headers = ADMIN) =>
	call<T>("POST", path, { headers, body: JSON.stringify(body) });

afterEach(() => vi.useRealTimers());

describe("a handoff over CDP", () => {
	test("goes to the page of the connection, and back with an event for every client", async () => {
		const { webSocketDebuggerUrl, page } = await openSession();
		const automation = await connect(page.webSocketDebuggerUrl, {});
		const other = await connect(webSocketDebuggerUrl);
		const [told, toldToo] = [news(automation), news(other)];
		const { result } = await automation.send("Cloudflare.handoff", {
			instructions: "Log in",
			timeout: 60_000,
		});
		expect(result).toEqual({ targetId: page.id, handoffId: expect.any(String) });
		const { handoffId } = result as { handoffId: string };
		expect(await other.send("Cloudflare.getHandoffState")).toMatchObject({
			result: {
				active: true,
				handoffId,
				instructions: "Log in",
				timeout: 60_000,
				durationMs: expect.any(Number),
			},
		});
		expect((await other.send("Cloudflare.handoffComplete", { targetId: page.id })).result).toEqual({});
		const started = { targetId: page.id, handoffId, instructions: "Log in", timeout: 60_000 };
		const expected = [
			{ method: "Cloudflare.handoffStarted", params: started },
			{ method: "Cloudflare.handoffComplete", params: { targetId: page.id, handoffId, success: true } },
		];
		await expect.poll(() => told).toEqual(expected);
		await expect.poll(() => toldToo).toEqual(expected);
		expect((await automation.send("Cloudflare.getHandoffState")).result).toEqual({ active: false });
	});

	test("is told on each CDP session that is attached to the page", async () => {
		const { webSocketDebuggerUrl, page } = await openSession();
		const client = await connect(webSocketDebuggerUrl);
		const told = news(client);
		const attached = await client.send("Target.attachToTarget", { targetId: page.id, flatten: true });
		const sessionId = String(attached.result?.["sessionId"]);
		client.socket.send(JSON.stringify({ id: 77, sessionId, method: "Cloudflare.handoff" }));
		await expect.poll(() => told.map((event) => event.sessionId)).toEqual([undefined, sessionId]);
		expect(told[0]?.params["targetId"]).toBe(page.id);
		client.socket.send(
			JSON.stringify({
				id: 78,
				sessionId,
				method: "Cloudflare.handoffComplete",
				params: { success: false, reason: "No code came." },
			}),
		);
		await expect
			.poll(() => told.slice(2).map(({ sessionId: id, params }) => [id, params["success"], params["reason"]]))
			.toEqual([
				[undefined, false, "No code came."],
				[sessionId, false, "No code came."],
			]);
	});

	test("takes the first page where nothing says which, and can be for several pages", async () => {
		const { webSocketDebuggerUrl, page } = await openSession();
		const client = await connect(webSocketDebuggerUrl);
		const second = await client.send("Target.createTarget", { url: "about:blank" });
		const targetId = second.result?.["targetId"];
		expect(await client.send("Cloudflare.handoff", { targetId })).toMatchObject({ result: { targetId } });
		expect(await client.send("Cloudflare.handoff", { targetId: page.id })).toHaveProperty("result");
		await client.send("Cloudflare.handoffComplete", { targetId });
		expect((await client.send("Cloudflare.getHandoffState", { targetId })).result).toEqual({ active: false });
		expect(await client.send("Cloudflare.getHandoffState")).toMatchObject({
			result: { active: true, targetId: page.id },
		});
	});

	test("has its link for the page that asks", async () => {
		const { sessionId, webSocketDebuggerUrl } = await openSession();
		const client = await connect(webSocketDebuggerUrl);
		const second = await client.send("Target.createTarget", { url: "about:blank" });
		const targetId = String(second.result?.["targetId"]);
		const asking = await connect(pageUrl(sessionId, targetId));
		expect(await asking.send("Cloudflare.getLiveView", { mode: "tab" })).toMatchObject({
			result: { id: targetId },
		});
	});

	test("is refused while the page is handed over, and for a page that is not there", async () => {
		const { webSocketDebuggerUrl } = await openSession();
		const client = await connect(webSocketDebuggerUrl);
		expect(await client.send("Cloudflare.handoffComplete")).toMatchObject({
			error: { code: -32000, message: "There is no active handoff." },
		});
		const first = await client.send("Cloudflare.handoff");
		expect(await client.send("Cloudflare.handoff")).toMatchObject({
			error: { code: -32000, message: expect.stringContaining(String(first.result?.["handoffId"])) },
		});
		expect(await client.send("Cloudflare.handoff", { targetId: "0000" })).toMatchObject({
			error: { code: -32000, message: "Target not found." },
		});
	});

	test.each([
		["Cloudflare.handoff", { instructions: "x".repeat(4_097) }, "instructions"],
		["Cloudflare.handoff", { timeout: 1_800_001 }, "timeout"],
		["Cloudflare.handoff", { timeout: 0 }, "timeout"],
		["Cloudflare.handoff", { timeout: "60" }, "timeout"],
		["Cloudflare.handoff", { targetId: "../x" }, "targetId"],
		["Cloudflare.handoffComplete", { reason: "x".repeat(1_025) }, "reason"],
		["Cloudflare.handoffComplete", { success: "yes" }, "success"],
		["Cloudflare.getHandoffState", { targetId: 7 }, "targetId"],
	])("%s refuses %o", async (method, params, field) => {
		const { webSocketDebuggerUrl, sessionId } = await createSession();
		const client = await connect(webSocketDebuggerUrl);
		const { error } = await client.send(method, params);
		expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(field) });
		await call("DELETE", `/berth/v1/sessions/${sessionId}`);
	});

	test("can be looked at over a read-only connection, of its own page, and no more", async () => {
		const { sessionId, page, webSocketDebuggerUrl } = await openSession();
		const client = await connect(webSocketDebuggerUrl);
		const second = await client.send("Target.createTarget", { url: "about:blank" });
		const viewer = await connect(pageUrl(sessionId, page.id), readonlyHeader);
		const told = news(viewer);
		expect(await viewer.send("Cloudflare.handoff")).toMatchObject({ error: { code: -32000 } });
		await client.send("Cloudflare.handoff", { targetId: second.result?.["targetId"] });
		expect(
			(await viewer.send("Cloudflare.getHandoffState", { targetId: second.result?.["targetId"] })).result,
		).toEqual({ active: false });
		await client.send("Cloudflare.handoff", { targetId: page.id, instructions: "Look" });
		expect(await viewer.send("Cloudflare.getHandoffState")).toMatchObject({
			result: { active: true, instructions: "Look" },
		});
		expect(await viewer.send("Cloudflare.handoffComplete")).toMatchObject({ error: { code: -32000 } });
		expect(told.map(({ params }) => params["targetId"])).toEqual([page.id]);
	});
});

describe("the person's time", () => {
	test("keeps the session alive until it is over, which every client is told, also after a restart", async () => {
		const { sessionId, webSocketDebuggerUrl } = await openSession("keep_alive=10000");
		const object = () => env.SESSION.getByName(sessionId);
		const asking = await connect(webSocketDebuggerUrl);
		await asking.send("Cloudflare.handoff", { timeout: 120_000 });
		await expect(runInDurableObject(object(), (_, ctx) => ctx.abort("restarted"))).rejects.toThrow(
			"restarted",
		);

		vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 100_000 });
		await runDurableObjectAlarm(object());
		const client = await connect(webSocketDebuggerUrl);
		const told = news(client);
		expect(await client.send("Cloudflare.getHandoffState")).toMatchObject({ result: { active: true } });

		vi.setSystemTime(Date.now() + 21_000);
		await runDurableObjectAlarm(object());
		await expect
			.poll(() => told.map(({ method, params }) => [method, params["success"], params["reason"]]))
			.toEqual([["Cloudflare.handoffComplete", false, "Timed out after 120 s (timeout=120000)."]]);
		const { body } = await call<{ state: string; idleDeadline: number }>(
			"GET",
			`/berth/v1/sessions/${sessionId}`,
		);
		expect(body.state).toBe("running");
		expect(body.idleDeadline).toBeLessThanOrEqual(Date.now() + 10_000);
	});

	test("without a limit, keeps the session alive for half an hour at most", async () => {
		const { sessionId, webSocketDebuggerUrl } = await openSession("keep_alive=10000");
		const client = await connect(webSocketDebuggerUrl);
		await client.send("Cloudflare.handoff");
		const started = Date.now();
		vi.useFakeTimers({ toFake: ["Date"], now: started + 1_900_000 });
		const { body } = await call<{ idleDeadline: number }>("GET", `/berth/v1/sessions/${sessionId}`);
		expect(body.idleDeadline).toBeLessThan(started + 1_800_000 + 20_000);
		expect(body.idleDeadline).toBeGreaterThan(started + 1_700_000);
	});
});

describe("a handoff over HTTP", () => {
	test("gives a link for the person, and the outcome to whoever waits", async () => {
		const { path, page, sessionId } = await openSession();
		const { status, body } = await post<{ handoffId: string; liveViewUrl: string }>(path, {
			instructions: "Solve it",
			timeoutMs: 60_000,
		});
		expect(status).toBe(200);
		expect(body).toEqual({
			handoffId: expect.any(String),
			targetId: page.id,
			liveViewUrl: expect.stringContaining("/ui/view?mode=tab&ws="),
		});
		const { handoffId } = body;
		expect((await call("GET", path)).body).toMatchObject({
			active: true,
			handoffId,
			instructions: "Solve it",
		});
		const waiting = call("GET", `${path}?waitMs=60000`);
		expect((await post(`${path}/complete`, { reason: "Solved." })).body).toMatchObject({ success: true });
		expect((await waiting).body).toMatchObject({
			active: false,
			last: { handoffId, success: true, reason: "Solved." },
		});
		expect((await post(`${path}/complete`, {})).body).toMatchObject({ error: { code: "no_handoff" } });
		const log = await call<{ entries: { text: string }[] }>(
			"GET",
			`/berth/v1/sessions/${sessionId}/log?kind=handoff`,
		);
		expect(log.body.entries.map(({ text }) => text)).toEqual([
			"a person is asked for: Solve it",
			"given back: Solved.",
		]);
	});

	test("is one a page: the second is a 422", async () => {
		const { path } = await openSession();
		expect((await post(path, {})).status).toBe(200);
		expect(await post(path, {})).toMatchObject({
			status: 422,
			body: { error: { code: "handoff_active" } },
		});
	});

	test("ends with its session", async () => {
		const { path, sessionId } = await openSession();
		await post(path, {});
		await call("DELETE", `/berth/v1/sessions/${sessionId}`);
		await expect
			.poll(async () => (await call("GET", path)).body)
			.toMatchObject({ active: false, last: { success: false, reason: "The session ended." } });
		expect((await post(path, {})).status).toBe(410);
		expect((await post(`${path}/complete`, {})).status).toBe(410);
	});

	test.each([
		[{ instructions: 7 }, "instructions"],
		[{ timeoutMs: 1_800_001 }, "timeoutMs"],
		[{ timeout: 5 }, "timeout"],
		[{ mode: "devtools" }, "mode"],
	])("refuses %o", async (body, field) => {
		const { status, body: answer } = await post<{ error: { message: string } }>(
			`/berth/v1/sessions/${crypto.randomUUID()}/handoff`,
			body,
		);
		expect(status).toBe(400);
		expect(answer.error.message).toContain(field);
	});

	test("is for whoever may write in the session's account", async () => {
		const { path } = await openSession();
		const reader = bearer((await makeToken({ right: "read" })).token);
		const stranger = bearer((await makeToken({ account: "elsewhere", right: "write" })).token);
		expect((await post(path, {}, reader)).status).toBe(403);
		expect((await post(path, {}, stranger)).status).toBe(404);
		expect((await call("GET", path, { headers: reader })).status).toBe(200);
		expect((await call("GET", path, { headers: {} })).status).toBe(401);
		expect((await post(`${path}/complete`, {}, reader)).status).toBe(403);
	});
});

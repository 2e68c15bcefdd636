import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
	ADMIN,
	call,
	connect,
	createSession,
	deleteSession,
	describeSession,
	DEVTOOLS,
	ORIGIN,
	type SessionBody,
} from "./berth.ts";

const stubOf = (sessionId: string) => env.SESSION.getByName(sessionId);

/** The browser behind a session, as the upstream knows it. */
async function browserOf(sessionId: string): Promise<string> {
	const row = await env.CATALOG.prepare("SELECT browser_id FROM sessions WHERE id = ?")
		.bind(sessionId)
		.first();
	return String(row?.["browser_id"]);
}

const closeUpstream = (browserId: string) =>
	env.BROWSER.fetch(`https://browser/v1/devtools/browser/${browserId}`, { method: "DELETE" });

/** Ends the session's object as a crash or an update would, its storage and its browser staying. */
async function restart(sessionId: string): Promise<void> {
	const aborted = runInDurableObject(stubOf(sessionId), (_, ctx) => ctx.abort("restarted by the test"));
	await expect(aborted).rejects.toThrow("restarted by the test");
}

/** Moves the clock that Berth looks at. */
function passTime(ms: number): void {
	const later = Date.now() + ms;
	vi.useFakeTimers({ toFake: ["Date"], now: later });
}

afterEach(async () => {
	vi.useRealTimers();
	const { body } = await call<SessionBody[]>("GET", `${DEVTOOLS}/session`);
	await Promise.all(body.map(({ sessionId }) => deleteSession(sessionId)));
});

describe("the root of the host", () => {
	test("gives the protocol to anyone, as Chrome does", async () => {
		const { status, body } = await call<{ domains: readonly unknown[]; version: object }>(
			"GET",
			"/json/protocol",
			{ headers: {} },
		);
		expect(status).toBe(200);
		expect(body.version).toEqual({ major: "1", minor: "3" });
		expect(body.domains.length).toBeGreaterThan(40);
	});

	test("gives the protocol's version to anyone, and no socket", async () => {
		const { status, body } = await call("GET", "/json/version", { headers: {} });
		expect([status, body]).toEqual([200, { Browser: "Berth", "Protocol-Version": "1.3" }]);
	});

	test.each(["/json/protocol", "/json/version"])("is only read: %s", async (path) => {
		const { status, headers } = await call("POST", path, { headers: {} });
		expect([status, headers.get("allow")]).toEqual([405, "GET"]);
	});

	test("lists nothing", async () => {
		expect((await call("GET", "/json/list")).status).toBe(404);
	});
});

describe("a new tab", () => {
	const url = "data:text/html,%3Ctitle%3EHello%3C/title%3E?a=b&url=c";
	test.each([
		["as Chrome takes it", url],
		["percent-encoded", encodeURIComponent(url)],
	])("opens an address that is the whole query, %s", async (_, query) => {
		const { sessionId } = await createSession();
		const opened = await call("PUT", `${DEVTOOLS}/browser/${sessionId}/json/new?${query}`);
		expect(opened).toMatchObject({ status: 200, body: { url, title: "Hello" } });
	});
});

describe("a session's end", () => {
	test("by DELETE is NormalClosure, and every client is told", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		const clients = [await connect(webSocketDebuggerUrl), await connect(webSocketDebuggerUrl)];
		expect((await deleteSession(sessionId)).body).toEqual({ status: "closing" });
		for (const client of clients)
			expect(await client.closed).toEqual({
				code: 1000,
				reason: "NormalClosure: It was closed by a DELETE request.",
			});
		expect(await describeSession(sessionId)).toMatchObject({ closeReason: "NormalClosure" });
		await expect.poll(async () => (await deleteSession(sessionId)).body).toEqual({ status: "closed" });
	});

	test("by a client's Browser.close is NormalClosure, answered before the socket closes", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		const client = await connect(webSocketDebuggerUrl);
		expect(await client.send("Browser.close")).toEqual({ id: 1, result: {} });
		expect(await client.closed).toMatchObject({ code: 1000 });
		expect(await describeSession(sessionId)).toMatchObject({
			closeReason: "NormalClosure",
			closeReasonText: "A client sent Browser.close.",
		});
	});

	test("by inactivity is BrowserIdle, an open but silent socket or not", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession("keep_alive=10000");
		const client = await connect(webSocketDebuggerUrl);
		passTime(10_001);
		await runDurableObjectAlarm(stubOf(sessionId));
		expect(await client.closed).toEqual({
			code: 1000,
			reason: "BrowserIdle: No command for 10 s (keep_alive=10000).",
		});
		expect(await describeSession(sessionId)).toMatchObject({ closeReason: "BrowserIdle" });
	});

	test("moves away with each command and each call that drives the browser", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession("keep_alive=10000");
		const client = await connect(webSocketDebuggerUrl);
		passTime(9000);
		await client.send("Browser.getVersion");
		passTime(9000);
		await call("GET", `${DEVTOOLS}/browser/${sessionId}/json/list`);
		passTime(9000);
		await runDurableObjectAlarm(stubOf(sessionId));
		expect(await describeSession(sessionId)).not.toHaveProperty("closeReason");
	});

	test("is not put off by reading about the session", async () => {
		const { sessionId } = await createSession("keep_alive=10000");
		passTime(9000);
		await describeSession(sessionId);
		passTime(1001);
		await runDurableObjectAlarm(stubOf(sessionId));
		expect(await describeSession(sessionId)).toMatchObject({ closeReason: "BrowserIdle" });
	});

	test("by a browser that is gone is ChromiumCrashed", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		const client = await connect(webSocketDebuggerUrl);
		await closeUpstream(await browserOf(sessionId));
		expect(await client.closed).toMatchObject({
			code: 1011,
			reason: expect.stringMatching(/^ChromiumCrashed: /),
		});
		expect(await describeSession(sessionId)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("is in the catalog after D1 refused it at first", async () => {
		const { sessionId } = await createSession();
		const list = () => call<SessionBody[]>("GET", `${DEVTOOLS}/session?status=closed`);
		await env.CATALOG.prepare(
			"CREATE TRIGGER refuse_ends BEFORE UPDATE ON sessions WHEN NEW.end_time IS NOT NULL BEGIN SELECT RAISE(ABORT, 'no'); END",
		).run();
		await deleteSession(sessionId);
		expect(await describeSession(sessionId)).toMatchObject({ closeReason: "NormalClosure" });
		expect((await list()).body.map((session) => session.sessionId)).not.toContain(sessionId);
		await env.CATALOG.prepare("DROP TRIGGER refuse_ends").run();
		await expect
			.poll(async () => (await list()).body.find((session) => session.sessionId === sessionId))
			.toMatchObject({ closeReason: "NormalClosure" });
	});

	test("answers every later call with 410 and the reason", async () => {
		const { sessionId } = await createSession();
		await deleteSession(sessionId);
		const { status, body } = await call("GET", `${DEVTOOLS}/browser/${sessionId}/json/list`);
		expect(status).toBe(410);
		expect(body).toMatchObject({
			success: false,
			errors: [{ message: expect.stringContaining("NormalClosure") }],
		});
	});
});

describe("a restart of the object", () => {
	test("leaves the session and its browser as they were, without clients", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		await connect(webSocketDebuggerUrl);
		await restart(sessionId);
		const client = await connect(webSocketDebuggerUrl);
		expect(await client.send("Browser.getVersion")).toHaveProperty("result.product");
		expect(await describeSession(sessionId)).not.toHaveProperty("closeReason");
	});

	test("forgets the clients that went with it", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		await connect(webSocketDebuggerUrl);
		expect(await describeSession(sessionId)).toHaveProperty("connectionId");
		await restart(sessionId);
		const session = await describeSession(sessionId);
		expect(session).not.toHaveProperty("connectionId");
		expect(session).toHaveProperty("connectionEndTime");
	});

	test("notices a browser that went meanwhile, at the next call or alarm", async () => {
		const { sessionId } = await createSession();
		const browserId = await browserOf(sessionId);
		await restart(sessionId);
		await closeUpstream(browserId);
		const version = () => call("GET", `${DEVTOOLS}/browser/${sessionId}/json/version`);
		await expect.poll(async () => (await version()).status).toBe(410);
		expect(await describeSession(sessionId)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("leaves an idle deadline that is never earlier than it was", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession("keep_alive=10000");
		const client = await connect(webSocketDebuggerUrl);
		passTime(2000);
		await client.send("Browser.getVersion");
		await restart(sessionId);
		passTime(9000);
		await runDurableObjectAlarm(stubOf(sessionId));
		expect(await describeSession(sessionId)).not.toHaveProperty("closeReason");
	});
});

describe("clients", () => {
	test("come and go without ending the session, and the details show the latest", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		const first = await connect(webSocketDebuggerUrl);
		const { connectionId: firstId } = await describeSession(sessionId);
		const second = await connect(webSocketDebuggerUrl);
		const { connectionId: secondId } = await describeSession(sessionId);
		expect(secondId).not.toBe(firstId);
		second.socket.close(1000, "bye");
		await expect.poll(async () => (await describeSession(sessionId)).connectionId).toBe(firstId);
		first.socket.close(1000, "bye");
		await expect.poll(async () => (await describeSession(sessionId)).connectionEndTime).toBeDefined();
		expect(await describeSession(sessionId)).not.toHaveProperty("connectionId");
		expect(await describeSession(sessionId)).not.toHaveProperty("closeReason");
	});

	test("of one tab lose only that socket when the tab closes", async () => {
		const { sessionId, webSocketDebuggerUrl, targets } = await createSession(
			"keep_alive=600000&targets=true",
		);
		const tab = await connect(targets?.[0]?.webSocketDebuggerUrl ?? "", {});
		const browser = await connect(webSocketDebuggerUrl);
		await browser.send("Target.createTarget", { url: "about:blank" });
		await browser.send("Target.closeTarget", { targetId: targets?.[0]?.id });
		expect(await tab.closed).toMatchObject({ reason: "Target closed." });
		expect(await browser.send("Browser.getVersion")).toHaveProperty("result");
		expect(await describeSession(sessionId)).not.toHaveProperty("closeReason");
	});

	test("may ask for the session's id and for a live view", async () => {
		const { sessionId, webSocketDebuggerUrl } = await createSession();
		const client = await connect(webSocketDebuggerUrl);
		expect(await client.send("Cloudflare.getSessionId")).toMatchObject({ result: { sessionId } });
		expect(await client.send("Cloudflare.getLiveView", { mode: "tab" })).toMatchObject({
			result: {
				options: { mode: "tab" },
				devtoolsFrontendUrl: expect.stringContaining("/ui/view?mode=tab&ws="),
			},
		});
		expect(await client.send("Cloudflare.getLiveView", { expiresInMs: 1 })).toMatchObject({
			error: { code: -32602 },
		});
		expect(await client.send("Cloudflare.somethingElse")).toMatchObject({ error: { code: -32601 } });
	});

	test("that may only read are given no links, which could be for more than theirs", async () => {
		const { targets } = await createSession("keep_alive=600000&targets=true");
		const path = new URL(targets?.[0]?.webSocketDebuggerUrl ?? "").pathname.replace(
			"/api/devtools",
			DEVTOOLS,
		);
		const header = btoa(JSON.stringify({ mode: "readonly" }));
		const client = await connect(`${ORIGIN}${path}`, { ...ADMIN, "cf-brapi-guardrails": header });
		expect(await client.send("Cloudflare.getSessionId")).toHaveProperty("result.sessionId");
		expect(await client.send("Cloudflare.getLiveView")).toMatchObject({ error: { code: -32000 } });
	});

	test("that may only read can look, and no more", async () => {
		const { targets } = await createSession("keep_alive=600000&targets=true");
		const header = btoa(JSON.stringify({ mode: "readonly" })).replaceAll("=", "");
		const url = `${(targets?.[0]?.webSocketDebuggerUrl ?? "").replace(/^ws/, "http").replace("/api/devtools", DEVTOOLS).split("?")[0]}`;
		const client = await connect(url, { ...ADMIN, "cf-brapi-guardrails": header });
		expect(await client.send("Page.enable")).toHaveProperty("result");
		expect(await client.send("Page.getFrameTree")).toHaveProperty("result");
		for (const method of [
			"Page.navigate",
			"Runtime.evaluate",
			"Network.getCookies",
			"Target.getTargets",
			"DOMSnapshot.captureSnapshot",
			"Page.captureScreenshot",
			"Browser.close",
		])
			expect(await client.send(method, { url: "about:blank", expression: "1" })).toMatchObject({
				error: { code: -32000, message: `${method} is not allowed on a read-only connection.` },
			});
	});
});

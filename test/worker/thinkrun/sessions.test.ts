import { env } from "cloudflare:workers";
import { abortAllDurableObjects } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { ADMIN, bearer, call, connect, DEVTOOLS, makeToken } from "../berth.ts";
import { type Failure, type Listed, pageOf, ThinkrunAccount } from "./account.ts";

const HELLO = pageOf("<title>Hello</title>");
const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describe("a session of ThinkRun's", () => {
	test("is answered before it has a browser, opens its page, and is described", async () => {
		const account = new ThinkrunAccount();
		const created = await account.create({ initialPrompt: HELLO, options: { browser: "chromium" } });
		expect(created).toEqual({
			sessionId: expect.stringMatching(/^[\da-f-]{36}$/),
			status: "creating",
			machineId: expect.stringMatching(/./),
		});
		const { sessionId } = created;
		const shown = { sessionId, createdAt: expect.stringMatching(ISO) };
		expect(await account.read(sessionId)).toMatchObject({ ...shown, status: "creating", currentUrl: null });
		await account.reaches(sessionId, "running");
		await expect
			.poll(() => account.read(sessionId))
			.toEqual({
				...shown,
				status: "running",
				currentUrl: HELLO,
				title: "Hello",
				navigationCount: 1,
				actionCount: 0,
				screenshotCount: 0,
				duration: expect.any(Number),
				navigationHistory: [{ url: HELLO, title: "Hello", timestamp: expect.stringMatching(ISO) }],
			});
		await account.end(sessionId);
	});

	test("waits with what is asked of it until its browser is there", async () => {
		const account = new ThinkrunAccount();
		const { sessionId } = await account.create();
		expect(await account.drive(sessionId, "navigate", { url: HELLO })).toMatchObject({ title: "Hello" });
		await account.end(sessionId);
	});

	test("starts without its task, and warns that there is no agent", async () => {
		const account = new ThinkrunAccount();
		const { sessionId, warnings } = await account.create({ initialPrompt: "Find the cheapest flight" });
		expect(warnings).toEqual([expect.stringMatching(/^initialPrompt: .*MODEL/)]);
		await account.reaches(sessionId, "running");
		await account.end(sessionId);
	});

	test("ends when it is asked to, says why, and keeps where it has been", async () => {
		const account = new ThinkrunAccount();
		const id = await account.start({ initialPrompt: HELLO });
		const terminated = { success: true, message: "Session terminated" };
		expect(await account.get("DELETE", `/${id}`)).toEqual(terminated);
		await account.reaches(id, "completed");
		expect(await account.get("DELETE", `/${id}`)).toEqual(terminated);
		const ended = {
			status: "completed",
			currentUrl: HELLO,
			title: "Hello",
			navigationCount: 1,
			navigationHistory: [{ url: HELLO }],
			closeReason: "NormalClosure",
			closeReasonText: expect.stringContaining("DELETE"),
		};
		await expect.poll(() => account.read(id)).toMatchObject(ended);
		const { duration } = await account.read(id);
		await abortAllDurableObjects();
		expect(await account.read(id)).toMatchObject({ ...ended, duration });
	});

	test("is cancelled when it is ended before it runs", async () => {
		const account = new ThinkrunAccount();
		await account.setLimits({ acquisitionsPerSecond: 0.001, acquisitionBurst: 1 });
		const first = await account.start();
		const { sessionId } = await account.create();
		expect(await account.read(sessionId)).toMatchObject({ status: "creating" });
		await account.end(sessionId);
		await account.reaches(sessionId, "cancelled");
		await account.end(first);
	});

	test("fails, and says so at once to whoever waits for it, when its browser goes", async () => {
		const account = new ThinkrunAccount();
		const id = await account.start({ initialPrompt: HELLO });
		const client = await connect(`ws://berth.test${DEVTOOLS.replace("local", account.id)}/browser/${id}`);
		void client.send("Browser.crash");
		await account.reaches(id, "failed");
		expect(await account.read(id)).toMatchObject({ closeReason: "ChromiumCrashed", currentUrl: HELLO });
		expect(await account.refused("POST", `/${id}/click`, { selector: "a" })).toMatchObject({
			status: 410,
			code: "SESSION_CLOSED",
		});
	});
});

describe("an account at a limit of its own", () => {
	test.each([
		["sessions", { maxConcurrentSessions: 0 }, "maxConcurrentSessions"],
		["browser time", { browserTimePerDayMs: 0 }, "browserTimePerDayMs"],
	])("of %s is refused at once, and nothing is left", async (_, limits, name) => {
		const account = new ThinkrunAccount();
		await account.setLimits(limits);
		expect(await account.refused("POST", "", {})).toMatchObject({
			status: 429,
			code: "SESSION_LIMIT_REACHED",
			error: expect.stringContaining(name),
			retryable: true,
		});
		const listed = await account.get<Listed>("GET", "?includeTerminated=true");
		expect(listed).toEqual({ sessions: [], total: 0, hasMore: false });
	});

	test("may create as soon as a session has ended", async () => {
		const account = new ThinkrunAccount();
		await account.setLimits({ maxConcurrentSessions: 1 });
		const first = await account.start();
		expect((await account.refused("POST", "", {})).retryable).toBe(true);
		await account.end(first);
		await account.reaches(first, "completed");
		await expect.poll(async () => (await account.ask("POST", "", {})).status).toBe(200);
		const { sessions } = await account.get<Listed>("GET", "");
		await account.end(sessions[0]?.sessionId ?? "");
	});
});

describe("a list of sessions", () => {
	test("goes on where it is told to, counts all, and has the ended ones when asked", async () => {
		const account = new ThinkrunAccount();
		await account.setLimits({ acquisitionsPerSecond: 0.001, acquisitionBurst: 1 });
		const running = await account.start({ initialPrompt: HELLO });
		const waiting = [(await account.create()).sessionId, (await account.create()).sessionId];
		const cancelled = (await account.create()).sessionId;
		await account.end(cancelled);
		await account.reaches(cancelled, "cancelled");

		const list = (query: string) => account.get<Listed>("GET", query);
		const page = async (query: string) => {
			const { sessions, ...rest } = await list(query);
			return { ids: sessions.map(({ sessionId }) => sessionId), ...rest };
		};
		const newestFirst = [...waiting.toReversed(), running];
		expect(await page("")).toEqual({ ids: newestFirst, total: 3, hasMore: false });
		expect(await page("?limit=2")).toEqual({ ids: newestFirst.slice(0, 2), total: 3, hasMore: true });
		expect(await page("?limit=2&offset=2")).toEqual({ ids: [running], total: 3, hasMore: false });
		expect(await page("?offset=3")).toEqual({ ids: [], total: 3, hasMore: false });
		const all = await list("?includeTerminated=true&limit=1");
		expect(all).toMatchObject({
			sessions: [{ sessionId: cancelled, status: "cancelled", currentUrl: null, navigationCount: 0 }],
			total: 4,
			hasMore: true,
		});
		await expect
			.poll(async () => (await list("?offset=2")).sessions)
			.toEqual([
				{
					sessionId: running,
					status: "running",
					currentUrl: HELLO,
					createdAt: expect.stringMatching(ISO),
					navigationCount: 1,
				},
			]);
		for (const id of newestFirst) await account.end(id);
		await account.reaches(running, "completed");
		await expect
			.poll(async () => (await list("?includeTerminated=true&offset=3")).sessions)
			.toMatchObject([{ sessionId: running, status: "completed", currentUrl: HELLO, navigationCount: 1 }]);
	});

	test("has a session that is closing", async () => {
		const account = new ThinkrunAccount();
		const id = await account.start();
		await account.end(id);
		await account.reaches(id, "completed");
		await env.CATALOG.prepare("UPDATE sessions SET state = 'closing' WHERE id = ?").bind(id).run();
		expect(await account.get<Listed>("GET", "")).toMatchObject({
			sessions: [{ sessionId: id, status: "running" }],
			total: 1,
		});
		await env.CATALOG.prepare("UPDATE sessions SET state = 'closed' WHERE id = ?").bind(id).run();
	});
});

describe("a viewport", () => {
	const SIZE = "[innerWidth, innerHeight]";

	test("is every tab's from its first moment, and stays through screenshots", async () => {
		const account = new ThinkrunAccount();
		const early = pageOf(`<title></title><script>document.title = ${SIZE}</script>
			<button onclick="open('about:blank')">`);
		const id = await account.start({
			initialPrompt: early,
			options: { viewport: { width: 640, height: 360 } },
		});
		expect((await account.read(id)).title).toBe("640,360");
		const size = async () =>
			(await account.drive<{ result: number[] }>(id, "evaluate", { expression: SIZE })).result;
		expect(await size()).toEqual([640, 360]);
		await account.drive(id, "screenshot", { fullPage: true });
		expect(await size()).toEqual([640, 360]);
		await account.drive(id, "click", { selector: "button" });
		expect(await size()).toEqual([640, 360]);
		await account.end(id);
	});

	test("gives way to a client's own", async () => {
		const account = new ThinkrunAccount();
		const id = await account.start({ options: { viewport: { width: 640, height: 360 } } });
		const devtools = DEVTOOLS.replace("local", account.id);
		const { body: targets } = await call<{ id: string }[]>("GET", `${devtools}/browser/${id}/json/list`);
		const client = await connect(`ws://berth.test${devtools}/browser/${id}/page/${targets[0]?.id}`);
		const metrics = { width: 300, height: 200, deviceScaleFactor: 1, mobile: false };
		await client.send("Emulation.setDeviceMetricsOverride", metrics);
		const size = async () =>
			(await account.drive<{ result: number[] }>(id, "evaluate", { expression: SIZE })).result;
		await expect.poll(size).toEqual([300, 200]);
		await account.end(id);
	});
});

describe("who may", () => {
	const paths: readonly (readonly [method: string, path: string])[] = [
		["GET", ""],
		["DELETE", ""],
		["GET", "/health"],
		["GET", "/actions"],
		["GET", "/artifacts"],
		["GET", "/console"],
		["GET", "/network"],
		["GET", "/artifacts/note"],
		["DELETE", "/artifacts/note"],
		["POST", "/snapshot"],
		["POST", "/go-back"],
	];

	test("another account's session does not exist", async () => {
		const account = new ThinkrunAccount();
		const other = new ThinkrunAccount();
		const sessionId = await account.start();
		const unknown = crypto.randomUUID();
		for (const [method, path] of paths) {
			const foreign = await other.refused(method, `/${sessionId}${path}`);
			expect(foreign).toMatchObject({ status: 404, code: "SESSION_NOT_FOUND", retryable: false });
			expect(await other.refused(method, `/${unknown}${path}`)).toEqual(foreign);
		}
		expect((await other.get<Listed>("GET", "?includeTerminated=true")).total).toBe(0);
		await account.end(sessionId);
	});

	test("a token signs in as Bearer or x-api-key, in its own account", async () => {
		const account = `own-${crypto.randomUUID()}`;
		const { token } = await makeToken({ account, right: "write" });
		for (const headers of [bearer(token), { "x-api-key": token }]) {
			const { status, body } = await call<{ sessionId: string }>("POST", "/api/sessions", { headers });
			expect(status).toBe(200);
			await reachesRunning(account, body.sessionId);
			await call("DELETE", `/api/sessions/${body.sessionId}`, { headers });
		}
	});

	test("nobody else does", async () => {
		for (const headers of [{}, bearer("wrong"), { "x-api-key": "wrong" }])
			for (const path of ["", "/x", "/x/health", "/x/nothing"]) {
				const { status, body } = await call<Failure>("GET", `/api/sessions${path}`, { headers });
				expect(status).toBe(401);
				expect(body).toMatchObject({ success: false, code: "INVALID_API_KEY", retryable: false });
			}
	});

	test("a token that may read does not write", async () => {
		const { token, account: own } = await makeToken({
			account: `read-${crypto.randomUUID()}`,
			right: "read",
		});
		const writer = { headers: { ...ADMIN, "X-Berth-Account": own } };
		const { body } = await call<{ sessionId: string }>("POST", "/api/sessions", writer);
		await reachesRunning(own, body.sessionId);
		const headers = bearer(token);
		const as = (method: string, path: string) => call<Failure>(method, `/api/sessions${path}`, { headers });
		for (const [method, path] of [
			["POST", ""],
			...paths.map(([each, rest]) => [each, `/${body.sessionId}${rest}`]),
		]) {
			const { status, body: answer } = await as(method ?? "", path ?? "");
			const isRefused = status === 403 && answer.code === "FORBIDDEN";
			const isRight = method === "GET" ? status === 200 || status === 404 : isRefused;
			expect({ method, path, status, isRight }).toMatchObject({ isRight: true });
		}
		await call("DELETE", `/api/sessions/${body.sessionId}`, writer);
	});
});

/** Waits for the browser: one that is still being launched when the tests are over is never closed. */
async function reachesRunning(account: string, sessionId: string): Promise<void> {
	const headers = { ...ADMIN, "X-Berth-Account": account };
	const read = () => call<{ status: string }>("GET", `/api/sessions/${sessionId}`, { headers });
	await expect.poll(async () => (await read()).body.status).toBe("running");
}

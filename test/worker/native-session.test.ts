import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { writeOwnLimits } from "../../src/catalog/accounts.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import {
	ADMIN,
	type Answer,
	bearer,
	call,
	connect,
	type Created,
	createSession,
	makeToken,
} from "./berth.ts";

const SESSIONS = "/berth/v1/sessions";

interface LiveSession {
	readonly id: string;
	readonly state: string;
	readonly idleDeadline?: number;
	readonly clients: number;
	readonly bytesToClients: number;
}

const read = (id: string, headers: Record<string, string> = ADMIN): Promise<Answer<LiveSession>> =>
	call("GET", `${SESSIONS}/${id}`, { headers });
const end = (id: string, headers: Record<string, string> = ADMIN) =>
	call<{ status: string }>("DELETE", `${SESSIONS}/${id}`, { headers });

describe("a running session", () => {
	let session: Created;
	beforeAll(async () => {
		session = await createSession("keep_alive=600000&name=shown");
	});
	afterAll(() => end(session.sessionId));

	test("shows everything of it but the browser behind it", async () => {
		const { status, body } = await read(session.sessionId);
		expect(status).toBe(200);
		expect(body).toEqual({
			id: session.sessionId,
			account: "local",
			name: "shown",
			state: "running",
			stage: "ready",
			startTime: expect.any(Number),
			lastUpdated: expect.any(Number),
			keepAliveMs: 600_000,
			expiresAt: expect.any(Number),
			recording: false,
			startupMs: expect.any(Number),
			connections: 0,
			bytesToClients: 0,
			bytesToBrowser: 0,
			catalogRetries: 0,
			webSocketDebuggerUrl: session.webSocketDebuggerUrl,
			clients: 0,
			actionCount: 0,
			navigationCount: 0,
			screenshotCount: 0,
			idleDeadline: expect.any(Number),
		});
	});

	test("counts its clients, and their bytes as they pass", async () => {
		const client = await connect(session.webSocketDebuggerUrl);
		await client.send("Browser.getVersion");
		const { body } = await read(session.sessionId);
		expect(body).toMatchObject({ clients: 1, connections: 1, connectionId: expect.any(String) });
		expect(body.bytesToClients).toBeGreaterThan(0);
		client.socket.close();
		await expect.poll(async () => (await read(session.sessionId)).body.clients).toBe(0);
	});

	test("is not used by reading it", async () => {
		const before = (await read(session.sessionId)).body.idleDeadline;
		vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
		try {
			expect((await read(session.sessionId)).body.idleDeadline).toBe(before);
		} finally {
			vi.useRealTimers();
		}
		expect((await read(session.sessionId)).body.idleDeadline).toBe(before);
	});

	test("its idle deadline moves when it is used", async () => {
		const before = (await read(session.sessionId)).body.idleDeadline;
		const version = `${new URL(session.webSocketDebuggerUrl).pathname}/json/version`;
		await expect
			.poll(async () => {
				await call("GET", version);
				return (await read(session.sessionId)).body.idleDeadline;
			})
			.toBeGreaterThan(before ?? 0);
	});

	test("is its account's own, and the admin's: for others it does not exist", async () => {
		const own = await makeToken({ right: "read" });
		const foreign = await makeToken({ account: "team-b", right: "write" });
		expect((await read(session.sessionId, bearer(own.token))).status).toBe(200);
		const unknown = crypto.randomUUID();
		for (const ask of [read, end]) {
			const answer = await ask(session.sessionId, bearer(foreign.token));
			expect(answer.status).toBe(404);
			expect(answer.body).toMatchObject({ error: { code: "session_not_found" } });
			expect((await ask(unknown, bearer(foreign.token))).body).toEqual(answer.body);
			expect((await ask(unknown)).body).toEqual(answer.body);
		}
		expect((await read(session.sessionId)).body.state).toBe("running");
	});

	test("is not ended by a token that may only read, nor by any other method", async () => {
		const { token } = await makeToken({ right: "read" });
		expect((await end(session.sessionId, bearer(token))).status).toBe(403);
		const path = `${SESSIONS}/${session.sessionId}`;
		expect((await call("HEAD", path)).status).toBe(200);
		for (const method of ["POST", "PUT", "PATCH"]) {
			const { status, headers } = await call(method, path);
			expect([status, headers.get("allow")]).toEqual([405, "GET, DELETE"]);
		}
		expect((await read(session.sessionId)).body.state).toBe("running");
	});
});

test("an ended session has its reason, and nothing that is for the living", async () => {
	const { sessionId } = await createSession();
	const { token } = await makeToken({ right: "write" });
	expect((await end(sessionId, bearer(token))).body).toEqual({ status: "closing" });
	await expect.poll(async () => (await end(sessionId)).body).toEqual({ status: "closed" });
	const { status, body } = await read(sessionId);
	expect(status).toBe(200);
	expect(body).toMatchObject({
		state: "closed",
		closeReason: "NormalClosure",
		closeReasonText: "It was closed by a DELETE request.",
		endTime: expect.any(Number),
		clients: 0,
	});
	for (const field of ["idleDeadline", "waitUntil", "waitingFor", "webSocketDebuggerUrl", "browserId"])
		expect(body).not.toHaveProperty(field);
});

test("a waiting session tells what it waits for, and is cancelled by a DELETE", async () => {
	await ensureMigrated(env.CATALOG);
	await writeOwnLimits(env.CATALOG, "full", { maxConcurrentSessions: 0 });
	const { token } = await makeToken({ account: "full", right: "write" });
	const headers = bearer(token);
	const devtools = "/client/v4/accounts/full/browser-rendering/devtools";
	const created = call("POST", `${devtools}/browser?wait_ms=600000`, { headers });
	const waiting = async () =>
		(await call<{ sessions: { id: string }[] }>("GET", `${SESSIONS}?status=waiting`, { headers })).body
			.sessions;
	await expect.poll(waiting).toHaveLength(1);
	const id = (await waiting())[0]?.id ?? "";

	const { body } = await read(id, headers);
	expect(body).toMatchObject({
		state: "waiting",
		stage: "scaling",
		clients: 0,
		waitUntil: expect.any(Number),
		waitingFor: {
			name: "maxConcurrentSessions",
			scope: "account",
			value: 0,
			current: 0,
			message: "maxConcurrentSessions of this account is 0, and 0 are used.",
		},
	});
	expect(body).not.toHaveProperty("idleDeadline");
	expect(body).not.toHaveProperty("expiresAt");

	expect((await end(id, headers)).body).toEqual({ status: "closing" });
	expect((await created).status).toBe(410);
	await expect
		.poll(async () => (await read(id, headers)).body)
		.toMatchObject({
			state: "closed",
			closeReason: "NormalClosure",
		});
	expect(await waiting()).toEqual([]);
});

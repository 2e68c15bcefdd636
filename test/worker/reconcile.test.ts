import { env } from "cloudflare:workers";
import { createScheduledController, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import { ArtifactObjects } from "../../src/artifacts/objects.ts";
import { BindingBrowser } from "../../src/browser/binding.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { forgetSession, saveSession } from "../../src/catalog/sessions.ts";
import { ENDPOINT_BROWSER } from "../../src/domain/browser-id.ts";
import { type Config, readConfig } from "../../src/domain/config.ts";
import { problem } from "../../src/domain/problem.ts";
import { refuse } from "../../src/domain/result.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import worker from "../../src/index.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";
import { type Mended, reconcile } from "../../src/upkeep/reconcile.ts";
import { bearer, call, createSession, deleteSession, describeSession, makeToken } from "./berth.ts";

const HOUR_MS = 3_600_000;
const db = env.CATALOG;

function settings(): Config {
	const config = readConfig(env);
	if (!config.ok) throw new Error(config.problem.message);
	return config.value;
}

const objects = new ArtifactObjects(env.ARTIFACTS);
const browser = new BindingBrowser(env.BROWSER, settings());

/** What the cron does, as if it were `inMs` later. */
const run = (inMs = 0): Promise<Mended> =>
	reconcile({ db, browser, objects, config: settings(), sessions: env.SESSION, now: Date.now() + inMs });

const rowOf = (id: string) => db.prepare("SELECT * FROM sessions WHERE id = ?").bind(id).first();

const aRow = (more: Partial<SessionRecord>): SessionRecord => ({
	...newSession(crypto.randomUUID(), "lost", { keepAliveMs: 60_000, waitMs: 0 }, Date.now()),
	stage: "ready",
	...more,
});

/** The same catalog as Cloudflare serves it. */
function hosted(local: D1Database): D1Database {
	const answer = { all: async () => ({ meta: { served_by: "v3-prod" } }) };
	const prepare = (sql: string) => (sql === "SELECT 1" ? answer : local.prepare(sql));
	// It keeps what it holds in a private field, which its own methods alone may read.
	const batch = local.batch.bind(local);
	return Object.assign(Object.create(local), { prepare, batch }) as D1Database;
}

beforeAll(() => ensureMigrated(db));

describe("reconciling", () => {
	test("leaves what agrees as it is", async () => {
		const { sessionId } = await createSession();
		await expect.poll(() => rowOf(sessionId)).toMatchObject({ state: "running" });
		const before = await rowOf(sessionId);
		const mended = await run(60_000);
		expect(Object.values(mended)).toEqual([0, 0, 0, 0, 0, 0]);
		expect(await rowOf(sessionId)).toEqual(before);
		await deleteSession(sessionId);
	});

	test("does not miss a browser at an endpoint among the service's own", async () => {
		const there = aRow({ state: "running", browserId: ENDPOINT_BROWSER });
		await saveSession(db, there);
		expect(await run(60_000)).toMatchObject({ row_without_object: 0, session_without_browser: 0 });
		expect(await rowOf(there.id)).toMatchObject({ state: "running" });
		await forgetSession(db, there.id);
	});

	test("closes a row whose object knows nothing of it", async () => {
		const lost = aRow({ state: "running", browserId: "gone", connectionId: "c" });
		await saveSession(db, lost);
		expect(await run(60_000)).toMatchObject({ row_without_object: 1 });
		expect(await rowOf(lost.id)).toMatchObject({
			state: "closed",
			close_reason: "ConnectionError",
			close_reason_text: "The service lost track of it.",
			end_time: expect.any(Number),
			connection_id: null,
		});
		expect(await run(60_000)).toMatchObject({ row_without_object: 0 });
	});

	test("brings a row up to date whose last words were lost", async () => {
		const { sessionId } = await createSession();
		await deleteSession(sessionId);
		await expect.poll(() => rowOf(sessionId)).toMatchObject({ state: "closed" });
		await db
			.prepare("UPDATE sessions SET state = 'running', end_time = NULL, revision = 2 WHERE id = ?")
			.bind(sessionId)
			.run();
		expect(await run(60_000)).toMatchObject({ session_without_browser: 1 });
		expect(await rowOf(sessionId)).toMatchObject({ state: "closed", close_reason: "NormalClosure" });
	});

	test("ends a session whose browser is gone", async () => {
		const { sessionId } = await createSession();
		const row = await rowOf(sessionId);
		await runInDurableObject(env.SESSION.getByName(sessionId), async (_, ctx) => {
			// Without its alarm and its link the object would not notice.
			await ctx.storage.deleteAlarm();
		});
		await browser.close(String(row?.["browser_id"]));
		await run(60_000);
		await expect.poll(() => describeSession(sessionId)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("closes a browser that is left of a session which is over, and no other", async () => {
		const acquired = await Promise.all([browser.acquire({}), browser.acquire({})]);
		const [ours, theirs] = acquired.map((each) => (each.ok ? each.value : ""));
		if (ours === undefined || theirs === undefined) throw new Error("no browsers");
		const over = aRow({ state: "closed", browserId: ours, endTime: Date.now() });
		await saveSession(db, over);
		expect(await run()).toMatchObject({ browser_without_session: 0 });
		expect(await run(60_000)).toMatchObject({ browser_without_session: 1 });
		await expect.poll(() => browser.isAlive(ours)).toBe(false);
		expect(await browser.isAlive(theirs)).toBe(true);
		await browser.close(theirs);
	});

	test("drops reservations that nobody needs, and keeps those of running sessions", async () => {
		const { sessionId } = await createSession();
		const insert = db.prepare(
			"INSERT INTO reservations (session_id, account_id, granted_at, expires_at) VALUES (?, 'lost', 1, ?)",
		);
		await insert.bind("nobody", Date.now()).run();
		await db.prepare("UPDATE reservations SET expires_at = 1 WHERE session_id = ?").bind(sessionId).run();
		expect(await run(60_000)).toMatchObject({ neglected_reservation: 1 });
		const { results } = await db.prepare("SELECT session_id FROM reservations").all();
		expect(results).toEqual([{ session_id: sessionId }]);
		await deleteSession(sessionId);
	});

	test("forgets sessions after the retention time, and their objects", async () => {
		const { sessionId } = await createSession();
		await deleteSession(sessionId);
		await expect.poll(() => rowOf(sessionId)).toMatchObject({ state: "closed" });
		const { retentionMs } = settings();
		await run(retentionMs);
		expect(await rowOf(sessionId)).not.toBeNull();
		await run(retentionMs + 2 * HOUR_MS);
		expect(await rowOf(sessionId)).toBeNull();
		await runInDurableObject(env.SESSION.getByName(sessionId), async (_, ctx) => {
			expect([...ctx.storage.kv.list()]).toEqual([]);
			expect(await ctx.storage.getAlarm()).toBeNull();
		});
	});

	test("forgets what was kept of sessions with them, also where the object knows nothing any more", async () => {
		const { sessionId } = await createSession();
		const body = '{"content": "kept"}';
		await call("PUT", `/berth/v1/sessions/${sessionId}/artifacts/text/notes`, { body });
		await deleteSession(sessionId);
		await expect.poll(() => rowOf(sessionId)).toMatchObject({ state: "closed" });
		const lost = aRow({ state: "closed", endTime: Date.now() });
		await saveSession(db, lost);
		await env.ARTIFACTS.put(`lost/${lost.id}/x`, "");
		const left = async () => (await env.ARTIFACTS.list()).objects.map(({ key }) => key.split("/")[1]);
		expect(await left()).toEqual(expect.arrayContaining([sessionId, lost.id]));

		const later = Date.now() + settings().retentionMs + 2 * HOUR_MS;
		const failing = { deleteAll: async () => refuse(problem("artifacts_unavailable", "R2 is down")) };
		const parts = { db, browser, config: settings(), sessions: env.SESSION, now: later };
		await reconcile({ ...parts, objects: failing });
		expect(await rowOf(lost.id)).not.toBeNull();
		await reconcile({ ...parts, objects });
		expect(await rowOf(lost.id)).toBeNull();
		expect(await rowOf(sessionId)).toBeNull();
		const remaining = await left();
		for (const id of [sessionId, lost.id]) expect(remaining).not.toContain(id);
	});

	test("goes on when an object throws", async () => {
		const lost = [aRow({ state: "running", browserId: "a" }), aRow({ state: "running", browserId: "b" })];
		for (const each of lost) await saveSession(db, each);
		const sessions = {
			getByName: (id: string) => {
				if (id === lost[0]?.id) throw new Error("overloaded");
				return env.SESSION.getByName(id);
			},
		};
		const now = Date.now() + 60_000;
		expect(await reconcile({ db, browser, objects, config: settings(), sessions, now })).toMatchObject({
			row_without_object: 1,
		});
		await run(60_000);
	});

	test("runs when the admin asks for it", async () => {
		const lost = aRow({ state: "running", lastUpdated: Date.now() - HOUR_MS });
		await saveSession(db, lost);
		const { status, body } = await call("POST", "/berth/v1/maintenance");
		expect({ status, body }).toMatchObject({ status: 200, body: { corrected: { row_without_object: 1 } } });
		expect(await rowOf(lost.id)).toMatchObject({ state: "closed" });
	});

	test("runs for nobody else", async () => {
		const { token } = await makeToken({ right: "write" });
		expect((await call("POST", "/berth/v1/maintenance", { headers: bearer(token) })).status).toBe(403);
		expect((await call("POST", "/berth/v1/maintenance", { headers: {} })).status).toBe(401);
		expect((await call("GET", "/berth/v1/maintenance")).status).toBe(405);
	});

	test("does not run from the local runtime's trigger, which anybody sets off", async () => {
		const lost = aRow({ state: "running", lastUpdated: Date.now() - HOUR_MS });
		await saveSession(db, lost);
		await expect(worker.scheduled(createScheduledController(), env)).rejects.toThrow("cron trigger");
		expect(await rowOf(lost.id)).toMatchObject({ state: "running" });
		await run(60_000);
	});

	test("runs from the cron trigger of a deployment", async () => {
		const lost = aRow({ state: "running", lastUpdated: Date.now() - HOUR_MS });
		await saveSession(db, lost);
		await worker.scheduled(createScheduledController(), { ...env, CATALOG: hosted(db) });
		expect(await rowOf(lost.id)).toMatchObject({ state: "closed" });
	});
});

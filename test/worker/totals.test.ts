import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { takeCensus } from "../../src/catalog/census.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { forgetSession, saveSession } from "../../src/catalog/sessions.ts";
import { countingMended, countMended, readTotals } from "../../src/catalog/totals.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";

const db = env.CATALOG;

/** The same catalog as another start of the Worker sees it; it tells of every statement. */
const anotherStart = (noteStatement: (sql: string) => void = () => {}) =>
	({
		prepare: (sql: string) => {
			noteStatement(sql);
			return db.prepare(sql);
		},
		batch: (all: D1PreparedStatement[]) => db.batch(all),
	}) as D1Database;

const aSession = (more: Partial<SessionRecord> = {}): SessionRecord => ({
	...newSession(crypto.randomUUID(), "totals", { keepAliveMs: 60_000, waitMs: 0 }, 1000),
	...more,
});

const running = { state: "running", stage: "ready" } as const;
const closed = { state: "closed", endTime: 5000, closeReason: "BrowserIdle" } as const;

/** What the totals have grown by. */
async function growthBy(work: () => Promise<unknown>) {
	const before = await readTotals(db);
	await work();
	const after = await readTotals(db);
	const grown = (name: "sessionsCreated" | "startups" | "startupMs" | "connections" | "catalogRetries") =>
		after[name] - before[name];
	return {
		created: grown("sessionsCreated"),
		startups: [grown("startups"), grown("startupMs")],
		buckets: after.startupBuckets
			.filter(({ count }, index) => count !== before.startupBuckets[index]?.count)
			.map(({ atMostMs }) => atMostMs),
		connections: grown("connections"),
		bytes: [
			after.bytesToClients - before.bytesToClients,
			after.bytesToBrowser - before.bytesToBrowser,
		] as const,
		retries: grown("catalogRetries"),
		idle: (after.ended.get("BrowserIdle") ?? 0) - (before.ended.get("BrowserIdle") ?? 0),
	};
}

const nothing = {
	created: 0,
	startups: [0, 0],
	buckets: [],
	connections: 0,
	bytes: [0, 0],
	retries: 0,
	idle: 0,
};

const early = [
	aSession({ ...running, startupMs: 400, connections: 2, bytesToClients: 10, bytesToBrowser: 20 }),
	aSession({ ...closed, startupMs: 500, catalogRetries: 3 }),
	aSession({ ...closed, closeReason: "NormalClosure", startupMs: 700_000 }),
	aSession(),
];

beforeAll(async () => {
	// A catalog as it was before there were totals.
	await db
		.batch([
			db.prepare("CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"),
			db.prepare("INSERT INTO d1_migrations (name) VALUES ('0004_totals.sql')"),
		])
		.then(() => ensureMigrated(anotherStart()));
	for (const session of early) await saveSession(db, session);
	await db.prepare("DELETE FROM d1_migrations WHERE name = '0004_totals.sql'").run();
	await ensureMigrated(db);
});

describe("the totals", () => {
	test("begin with the sessions that were there before them", async () => {
		const totals = await readTotals(db);
		expect(totals).toMatchObject({
			sessionsCreated: 4,
			startups: 3,
			startupMs: 700_900,
			connections: 2,
			bytesToClients: 10,
			bytesToBrowser: 20,
			catalogRetries: 3,
		});
		expect(totals.startupBuckets.filter(({ count }) => count > 0)).toEqual([{ atMostMs: 500, count: 2 }]);
		expect([...totals.ended]).toEqual([
			["BrowserIdle", 1],
			["NormalClosure", 1],
		]);
	});

	test("go on with such a session's further use", async () => {
		const [session] = early;
		if (session === undefined) throw new Error("no session");
		const used = { ...session, revision: 2, connections: 3, bytesToClients: 15 };
		expect(await growthBy(() => saveSession(db, used))).toEqual({
			...nothing,
			connections: 1,
			bytes: [5, 0],
		});
	});

	test("count each step of a session once", async () => {
		const session = aSession();
		const started = { ...session, ...running, revision: 2, startupMs: 2500 };
		const used = { ...started, revision: 3, connections: 2, bytesToClients: 70, bytesToBrowser: 7 };
		const ended = { ...used, ...closed, revision: 4, bytesToClients: 75, catalogRetries: 1 };
		expect(await growthBy(() => saveSession(db, session))).toEqual({ ...nothing, created: 1 });
		expect(await growthBy(() => saveSession(db, started))).toEqual({
			...nothing,
			startups: [1, 2500],
			buckets: [3000],
		});
		expect(await growthBy(() => saveSession(db, used))).toEqual({
			...nothing,
			connections: 2,
			bytes: [70, 7],
		});
		expect(await growthBy(() => saveSession(db, ended))).toEqual({
			...nothing,
			bytes: [5, 0],
			retries: 1,
			idle: 1,
		});
	});

	const whole = {
		created: 1,
		startups: [1, 120],
		buckets: [250],
		connections: 4,
		bytes: [9, 8],
		retries: 2,
		idle: 1,
	};
	const history = () => {
		const first = aSession();
		const second = { ...first, ...running, revision: 2, startupMs: 120, connections: 1, bytesToClients: 4 };
		const figures = { connections: 4, bytesToClients: 9, bytesToBrowser: 8, catalogRetries: 2 };
		return [first, second, { ...second, ...closed, ...figures, revision: 3 }] as const;
	};

	test("count a session whose first row is its last", async () => {
		const [, , last] = history();
		expect(await growthBy(() => saveSession(db, last))).toEqual(whole);
	});

	test.each([
		["that is repeated", [0, 0, 1, 1, 2, 2, 2]],
		["that arrives late", [0, 2, 1]],
		["that arrives in the wrong order", [2, 1, 0, 2]],
		["of which some never arrives", [1, 2]],
	] as const)("are exact after a history %s", async (_, order) => {
		const revisions = history();
		const write = async () => {
			for (const index of order) await saveSession(db, revisions[index]);
		};
		expect(await growthBy(write)).toEqual(whole);
	});

	test("are exact after writes at the same time", async () => {
		const sessions = Array.from({ length: 10 }, history);
		const growth = await growthBy(() => Promise.all(sessions.flat().map((each) => saveSession(db, each))));
		expect(growth).toMatchObject({ created: 10, startups: [10, 1200], connections: 40, idle: 10 });
		expect(growth.bytes).toEqual([90, 80]);
	});

	test("stay when a session is forgotten", async () => {
		const [, , last] = history();
		await saveSession(db, last);
		expect(await growthBy(() => forgetSession(db, last.id))).toEqual(nothing);
	});

	test("are not written when no figure has changed", async () => {
		const session = aSession(running);
		await saveSession(db, session);
		const { meta } = await db
			.prepare("UPDATE sessions SET revision = 2, last_updated = 9 WHERE id = ?")
			.bind(session.id)
			.run();
		expect(meta.rows_written).toBe(1);
	});

	test("let nothing of a session's statement that is undone count", async () => {
		const session = aSession();
		const growth = await growthBy(async () => {
			const insert = db
				.prepare(
					"INSERT INTO sessions (id, account_id, state, revision, keep_alive_ms, start_time, last_updated) VALUES (?, 'a', 'waiting', 1, 1, 1, 1)",
				)
				.bind(session.id);
			await expect(db.batch([insert, insert])).rejects.toThrow("UNIQUE");
		});
		expect(growth).toEqual(nothing);
	});

	test("put a startup on a bucket's bound into that bucket, and a slower one than all bounds into none", async () => {
		const started = (startupMs: number) => saveSession(db, aSession({ ...running, startupMs }));
		expect((await growthBy(() => started(1000))).buckets).toEqual([1000]);
		expect((await growthBy(() => started(1001))).buckets).toEqual([2000]);
		expect(await growthBy(() => started(600_001))).toMatchObject({ startups: [1, 600_001], buckets: [] });
	});

	test("count an end without a reason, too", async () => {
		const session = aSession(running);
		await saveSession(db, session);
		await db.prepare("UPDATE sessions SET end_time = 1 WHERE id = ?").bind(session.id).run();
		expect((await readTotals(db)).ended.get("Unknown")).toBe(1);
	});
});

describe("what was mended", () => {
	test("adds up by kind", async () => {
		await countMended(db, "orphan", 2);
		await countMended(db, "orphan", 3);
		await db.batch([countingMended(db, "stale", 1)]);
		await countMended(db, "nothing", 0);
		expect([...(await readTotals(db)).mended]).toEqual([
			["orphan", 5],
			["stale", 1],
		]);
	});
});

describe("the census", () => {
	test("counts what is there now", async () => {
		const before = await takeCensus(db, 0);
		const connected = { ...running, connectionId: "c" };
		const closing = { ...closed, state: "closing" } as const;
		for (const more of [{}, running, connected, closing, closing, closed])
			await saveSession(db, aSession(more));
		const after = await takeCensus(db, 0);
		const grown = (state: SessionRecord["state"]) =>
			(after.sessions.get(state) ?? 0) - (before.sessions.get(state) ?? 0);
		expect((["waiting", "running", "closing", "closed"] as const).map(grown)).toEqual([1, 2, 2, 0]);
		expect(after.connectedSessions - before.connectedSessions).toBe(1);
	});

	test("leaves out reservations that have expired", async () => {
		const reserve = (grantedAt: number | null, expiresAt: number) =>
			db
				.prepare(
					"INSERT INTO reservations (session_id, account_id, granted_at, expires_at) VALUES (?, 'a', ?, ?)",
				)
				.bind(crypto.randomUUID(), grantedAt, expiresAt);
		await db.batch([
			reserve(null, 100),
			reserve(null, 200),
			reserve(1, 100),
			reserve(1, 200),
			reserve(1, 201),
		]);
		expect(await takeCensus(db, 150)).toMatchObject({ waiting: 1, granted: 2 });
		expect(await takeCensus(db, 300)).toMatchObject({ waiting: 0, granted: 0 });
	});

	test("tells whether the browser service is left alone", async () => {
		await db.prepare("UPDATE upstream SET blocked_until = 50").run();
		expect((await takeCensus(db, 49)).isUpstreamBlocked).toBe(true);
		expect((await takeCensus(db, 50)).isUpstreamBlocked).toBe(false);
	});
});

test("reading it all goes through no ended session", async () => {
	const statements: string[] = [];
	const watched = anotherStart((sql) => statements.push(sql));
	await Promise.all([readTotals(watched), takeCensus(watched, 0)]);
	expect(statements).toHaveLength(8);
	const plans = await Promise.all(
		statements.map(async (sql) => {
			const { results } = await db.prepare(`EXPLAIN QUERY PLAN ${sql.replace("?", "0")}`).all();
			return results.map(({ detail }) => String(detail));
		}),
	);
	const ofSessions = plans.flat().filter((detail) => /\bsessions\b/.test(detail));
	expect(ofSessions).toEqual([
		"SCAN sessions USING INDEX active_sessions",
		"SCAN sessions USING COVERING INDEX closing_sessions",
	]);
});

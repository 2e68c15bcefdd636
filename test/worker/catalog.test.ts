import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { accountOfSession, listSessions, saveSession } from "../../src/catalog/sessions.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { newSession } from "../../src/session/lifecycle.ts";

const db = env.CATALOG;
const list = { limit: 200, offset: 0 };

/** The same catalog as another start of the Worker sees it. */
const anotherStart = () =>
	({
		prepare: (sql: string) => db.prepare(sql),
		batch: (all: D1PreparedStatement[]) => db.batch(all),
	}) as D1Database;

const aSession = (account: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
	...newSession(crypto.randomUUID(), account, { keepAliveMs: 60_000, waitMs: 0 }, 1000),
	state: "running",
	...more,
});

beforeAll(async () => {
	// Two starts of the Worker at once, on a catalog without a table: neither knows of the other.
	await Promise.all([ensureMigrated(anotherStart()), ensureMigrated(anotherStart())]);
});

describe("migrations", () => {
	test("are recorded where wrangler looks for them", async () => {
		const { results } = await db.prepare("SELECT name FROM d1_migrations").all();
		expect(results.map(({ name }) => name)).toEqual([
			"0001_sessions_and_tokens.sql",
			"0002_reservations.sql",
			"0004_totals.sql",
		]);
	});

	test("are not applied twice", async () => {
		await expect(ensureMigrated(db)).resolves.toBeUndefined();
	});
});

describe("sessions", () => {
	test("come back as they were saved", async () => {
		const session = aSession("whole", {
			state: "closed",
			browserId: "b",
			endTime: 3000,
			closeReason: "BrowserIdle",
			closeReasonText: "idle",
			connectionStartTime: 1500,
			connectionEndTime: 2500,
		});
		await saveSession(db, session);
		expect(await listSessions(db, "whole", { ...list, status: "all" })).toEqual([session]);
	});

	test("an older revision that arrives late changes nothing", async () => {
		const session = aSession("late");
		await saveSession(db, { ...session, revision: 3, state: "closed", endTime: 5 });
		await saveSession(db, { ...session, revision: 2 });
		expect(await listSessions(db, "late", { ...list, status: "all" })).toMatchObject([
			{ revision: 3, state: "closed" },
		]);
	});

	test("an id tells its account, and an unknown one nothing", async () => {
		const session = aSession("owner");
		await saveSession(db, session);
		expect(await accountOfSession(db, session.id)).toBe("owner");
		expect(await accountOfSession(db, crypto.randomUUID())).toBeUndefined();
	});

	test("are listed by status, newest first, a page at a time, of one account", async () => {
		const sessions = [1, 2, 3, 4].map((startTime) =>
			aSession("pages", { startTime, ...(startTime % 2 === 0 && { state: "closed", endTime: 9 }) }),
		);
		await Promise.all([...sessions, aSession("others")].map((session) => saveSession(db, session)));
		const starts = async (query: Parameters<typeof listSessions>[2]) =>
			(await listSessions(db, "pages", query)).map(({ startTime }) => startTime);
		expect(await starts({ ...list, status: "active" })).toEqual([3, 1]);
		expect(await starts({ ...list, status: "closed" })).toEqual([4, 2]);
		expect(await starts({ ...list, status: "all" })).toEqual([4, 3, 2, 1]);
		expect(await starts({ limit: 2, offset: 1, status: "all" })).toEqual([3, 2]);
	});
});

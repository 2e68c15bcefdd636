import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { listSessions } from "../../src/catalog/session-list.ts";
import { ownershipOf } from "../../src/catalog/ownership.ts";
import { saveSession, savingSession } from "../../src/catalog/sessions.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";

const db = env.CATALOG;

/** All sessions of an account. */
const allOf = (account: string) => listSessions(db, { account, status: "all" }, { limit: 200 });

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
			"0003_session_list.sql",
			"0004_totals.sql",
			"0005_profiles.sql",
			"0006_account_lists.sql",
			"0007_domain_sets.sql",
			"0008_link_generations.sql",
			"0009_audit.sql",
			"0010_crawls.sql",
			"0011_model_tokens.sql",
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
		expect(await allOf("whole")).toEqual([session]);
	});

	test("an older revision that arrives late changes nothing", async () => {
		const session = aSession("late");
		await saveSession(db, { ...session, revision: 3, state: "closed", endTime: 5 });
		await saveSession(db, { ...session, revision: 2 });
		expect(await allOf("late")).toMatchObject([{ revision: 3, state: "closed" }]);
	});

	test("an id tells its account, and an unknown one nothing", async () => {
		const session = aSession("owner");
		await saveSession(db, session);
		expect(await ownershipOf(db, session.id)).toEqual({ account: "owner", linkGeneration: 0 });
		expect(await ownershipOf(db, crypto.randomUUID())).toBeUndefined();
	});

	test("an update writes no index anew but that of the browser", async () => {
		const session = aSession("writes", { name: "named", browserId: "b" });
		await saveSession(db, session);
		const { meta } = await savingSession(db, { ...session, revision: 2, lastUpdated: 9 }).run();
		expect(meta.rows_written).toBe(2);
	});

	test("gain a browser, an end and its reason", async () => {
		const session = aSession("kept", {
			state: "closed",
			browserId: "b",
			endTime: 3,
			closeReason: "BrowserIdle",
		});
		await saveSession(db, aSession("kept", { id: session.id }));
		await saveSession(db, { ...session, revision: 2 });
		expect(await allOf("kept")).toEqual([{ ...session, revision: 2 }]);
	});
});

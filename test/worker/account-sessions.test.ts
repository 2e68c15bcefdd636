import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { listAccountSessions } from "../../src/catalog/account-sessions.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { forgetSession, saveSession } from "../../src/catalog/sessions.ts";
import type { SessionRecord, SessionState } from "../../src/domain/session.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";

const db = env.CATALOG;

const session = (account: string, state: SessionState, startTime: number): SessionRecord => ({
	...newSession(crypto.randomUUID(), account, { keepAliveMs: 60_000, waitMs: 0 }, startTime),
	state,
	...(state !== "waiting" && state !== "running" && { endTime: startTime + 1, closeReason: "NormalClosure" }),
});

const mine = (["closed", "closing", "running", "closing", "closed", "waiting"] as const).map((state, index) =>
	session("mine", state, 1000 + index),
);
const others = [session("other", "closing", 1002), session("other", "running", 1003)];
const early = [...mine, ...others];

beforeAll(async () => {
	await ensureMigrated(db);
	for (const each of early) await saveSession(db, each);
});

const list = async (account: string, includesEnded: boolean, part = { limit: 100, offset: 0 }) => {
	const { sessions, total } = await listAccountSessions(db, { account, includesEnded, ...part });
	return { states: sessions.map(({ state }) => state), total };
};

test("a list of an account's sessions is newest first, in stretches, with those that are closing", async () => {
	expect(await list("mine", false)).toEqual({
		states: ["waiting", "closing", "running", "closing"],
		total: 4,
	});
	expect(await list("mine", false, { limit: 2, offset: 1 })).toEqual({
		states: ["closing", "running"],
		total: 4,
	});
	expect(await list("mine", true)).toEqual({ states: mine.map(({ state }) => state).toReversed(), total: 6 });
	expect(await list("mine", true, { limit: 1, offset: 5 })).toEqual({ states: ["closed"], total: 6 });
	expect(await list("nobody", true)).toEqual({ states: [], total: 0 });
});

test("the count follows sessions that are written again and forgotten", async () => {
	const [first] = others;
	if (first === undefined) throw new Error("no session");
	await saveSession(db, { ...first, state: "closed", revision: first.revision + 1 });
	expect((await list("other", true)).total).toBe(2);
	await forgetSession(db, first.id);
	await forgetSession(db, first.id);
	expect((await list("other", true)).total).toBe(1);
});

test("the count begins with the sessions that were there before it", async () => {
	await db.batch([
		db.prepare("DROP TABLE account_totals"),
		db.prepare("DROP TRIGGER count_session_of_account"),
		db.prepare("DROP TRIGGER count_forgotten_session_of_account"),
		...["navigations", "current_url", "current_title"].map((column) =>
			db.prepare(`ALTER TABLE sessions DROP COLUMN ${column}`),
		),
		db.prepare("DELETE FROM d1_migrations WHERE name = '0006_account_lists.sql'"),
	]);
	// The same database as another object: which migrations one has is remembered.
	const again: Pick<D1Database, "prepare" | "batch"> = {
		prepare: (sql) => db.prepare(sql),
		batch: (statements) => db.batch(statements),
	};
	await ensureMigrated(again as D1Database);
	expect((await list("mine", true)).total).toBe(6);
});

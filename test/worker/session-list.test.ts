import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import {
	listSessions,
	pageOfSessions,
	type SessionFilter,
	type SessionPosition,
} from "../../src/catalog/session-list.ts";
import { saveSession } from "../../src/catalog/sessions.ts";
import type { CloseReason } from "../../src/domain/close-reason.ts";
import { isActive, type SessionRecord, type SessionState } from "../../src/domain/session.ts";
import { newSession } from "../../src/session/life/lifecycle.ts";
import { everyFilter } from "./session-filters.ts";

const db = env.CATALOG;

/** How sessions may be: a state, and the reason when they have ended. */
const KINDS: readonly (readonly [SessionState, CloseReason?])[] = [
	["waiting"],
	["creating"],
	["running"],
	["closing", "NormalClosure"],
	["closing", "BrowserIdle"],
	["closed", "NormalClosure"],
	["closed", "BrowserIdle"],
	["failed", "ProvisioningFailed"],
];
const ACCOUNTS = ["one", "two"];
const NAMES = [undefined, "nightly"];

/** One of each kind in each account, with and without a name; four or five start in each millisecond. */
const sessions: readonly SessionRecord[] = ACCOUNTS.flatMap((account) =>
	NAMES.flatMap((name) => KINDS.map((kind) => ({ account, name, kind }))),
).map(({ account, name, kind: [state, closeReason] }, index) => ({
	...newSession(crypto.randomUUID(), account, { keepAliveMs: 60_000, waitMs: 0, name }, 1000 + (index % 7)),
	state,
	...(closeReason !== undefined && { closeReason, endTime: 2000 }),
}));

/** What a list is to hold, told without SQL. */
const expected = ({ account, status, name, closeReason, from, to }: SessionFilter): SessionRecord[] =>
	sessions
		.filter(
			(session) =>
				(account === undefined || session.account === account) &&
				(name === undefined || session.name === name) &&
				(closeReason === undefined || session.closeReason === closeReason) &&
				session.startTime >= (from ?? 0) &&
				session.startTime < (to ?? Infinity) &&
				(status === "all" ||
					session.state === status ||
					(status === "active" && isActive(session.state)) ||
					(status === "ended" && !isActive(session.state))),
		)
		.toSorted((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1));

const idsOf = (list: readonly SessionPosition[]) => list.map(({ id }) => id);

/** A whole list, read in pages. */
async function inPages(filter: SessionFilter, limit: number): Promise<string[]> {
	const ids: string[] = [];
	let after: SessionPosition | undefined;
	do {
		const { sessions: page, next } = await pageOfSessions(db, filter, { limit, after });
		expect(page.length).toBeLessThanOrEqual(limit);
		ids.push(...idsOf(page));
		after = next;
	} while (after !== undefined);
	return ids;
}

beforeAll(async () => {
	await ensureMigrated(db);
	for (const session of sessions) await saveSession(db, session);
});

test("every combination of filters lets through what it says, newest first", async () => {
	const filters = everyFilter({
		accounts: ["one", "nobody"],
		names: ["nightly", "never"],
		closeReasons: ["NormalClosure", "ProvisioningFailed", "SessionEvicted"],
		from: 1002,
		to: 1005,
	});
	for (const filter of filters)
		expect(idsOf(await listSessions(db, filter, { limit: 200 })), JSON.stringify(filter)).toEqual(
			idsOf(expected(filter)),
		);
});

test.each([1, 2, 3, 4, 5, 31, 32, 33])(
	"pages of %i hold every session once, also of those that start together",
	async (limit) => {
		const all = { status: "all" } as const;
		expect(await inPages(all, limit)).toEqual(idsOf(expected(all)));
	},
);

test("pages keep to their filters", async () => {
	const filters = everyFilter({
		accounts: ["one"],
		names: ["nightly"],
		closeReasons: ["NormalClosure"],
		from: 1002,
		to: 1005,
	});
	for (const filter of filters)
		expect(await inPages(filter, 2), JSON.stringify(filter)).toEqual(idsOf(expected(filter)));
});

test("a page that ends with the list is followed by none", async () => {
	const filter = { account: "one", status: "running" } as const;
	expect(await pageOfSessions(db, filter, { limit: 2 })).not.toHaveProperty("next");
	expect(await pageOfSessions(db, filter, { limit: 1 })).toHaveProperty("next");
});

test("a page goes on where its session was, though that is gone", async () => {
	const filter = { account: "one", status: "all" } as const;
	const [first, ...rest] = expected(filter);
	const gone = { startTime: first?.startTime ?? 0, id: `${first?.id}0` };
	expect(idsOf(await listSessions(db, filter, { limit: 200, after: gone }))).toEqual(idsOf(rest));
});

test("an offset passes over sessions", async () => {
	const filter = { account: "two", status: "ended" } as const;
	expect(idsOf(await listSessions(db, filter, { limit: 3, offset: 2 }))).toEqual(
		idsOf(expected(filter).slice(2, 5)),
	);
});

test("sessions that start later do not move the pages that follow", async () => {
	const filter = { account: "growing", status: "all" } as const;
	const start = async (startTime: number) => {
		const options = { keepAliveMs: 60_000, waitMs: 0 };
		await saveSession(db, newSession(crypto.randomUUID(), filter.account, options, startTime));
	};
	for (const startTime of [1, 2, 3, 4]) await start(startTime);
	const { next } = await pageOfSessions(db, filter, { limit: 2 });
	await start(5);
	const { sessions: second } = await pageOfSessions(db, filter, { limit: 2, after: next });
	expect(second.map(({ startTime }) => startTime)).toEqual([2, 1]);
});

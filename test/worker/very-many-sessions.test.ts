import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { listAccountSessions } from "../../src/catalog/account-sessions.ts";
import {
	type ListedStatus,
	listSessions,
	listStatement,
	type SessionFilter,
	type SessionRange,
} from "../../src/catalog/session-list.ts";
import {
	ACTIVE,
	CLOSING,
	FAILED_IN_A_ROW,
	idOf,
	NIGHTLY,
	OF_BIG,
	seedSessions,
	SESSIONS,
	startOf,
} from "./very-many-sessions.ts";
import { everyFilter } from "./session-filters.ts";

const db = env.CATALOG;
const LIMIT = 50;
/** What a list may read: its page twice over, for failed sessions between the closed ones, and what is still going on. */
const FEW = 2 * LIMIT + ACTIVE + CLOSING;

const BOUNDS = { from: startOf(0.1 * SESSIONS), to: startOf(0.9 * SESSIONS) };
const FILTERS = everyFilter({
	accounts: ["big", "account-7"],
	names: ["nightly", "job-7"],
	closeReasons: ["NormalClosure", "SessionEvicted", "ProvisioningFailed"],
	...BOUNDS,
});
/** A plan depends on what is asked for, and not on its value. */
const FORMS = everyFilter({
	accounts: ["big"],
	names: ["nightly"],
	closeReasons: ["NormalClosure"],
	...BOUNDS,
});
const MIDDLE = { startTime: startOf(SESSIONS / 2), id: idOf(SESSIONS / 2) };

/** A machine whose disk is busy with other things takes minutes for what takes seconds otherwise. */
const PATIENCE_MS = 600_000;

beforeAll(() => seedSessions(db), PATIENCE_MS);

/** How many rows a list reads. */
async function rowsReadBy(filter: SessionFilter, range: SessionRange): Promise<number> {
	let rows = 0;
	const measured = {
		prepare: (sql: string) => ({
			bind: (...values: unknown[]) => ({
				all: async () => {
					const result = await db
						.prepare(sql)
						.bind(...values)
						.all();
					rows += result.meta.rows_read;
					return result;
				},
			}),
		}),
	} as D1Database;
	await listSessions(measured, filter, range);
	return rows;
}

async function planOf(sql: string, ...values: unknown[]): Promise<string> {
	const { results } = await db
		.prepare(`EXPLAIN QUERY PLAN ${sql}`)
		.bind(...values)
		.all<{ detail: string }>();
	return results.map(({ detail }) => detail).join("; ");
}

/** The documented exception: within a name, a reason or a kind of end is looked up session by session. */
const looksThroughName = ({ name, status, closeReason }: SessionFilter): boolean =>
	name === "nightly" && (ENDS.has(status) || (status === "all" && closeReason !== undefined));
const ENDS: ReadonlySet<ListedStatus> = new Set(["ended", "closed", "failed"]);

describe(`among ${SESSIONS} sessions`, { timeout: PATIENCE_MS }, () => {
	test("every list walks down an index and sorts nothing", async () => {
		for (const filter of FORMS)
			for (const after of [undefined, MIDDLE]) {
				const { sql, values } = listStatement(filter, { limit: LIMIT, after });
				expect(await planOf(sql, ...values), JSON.stringify({ filter, after })).toMatch(
					/^(SEARCH|SCAN) sessions USING INDEX \w+( \([^;]*\))?$/,
				);
			}
	});

	test("a page reads few rows, whatever it is filtered by", async () => {
		for (const filter of FILTERS.filter((each) => !looksThroughName(each)))
			for (const after of [undefined, MIDDLE])
				expect(
					await rowsReadBy(filter, { limit: LIMIT, after }),
					JSON.stringify({ filter, after }),
				).toBeLessThanOrEqual(FEW);
	});

	test("a page of a name's sessions with a reason or a status may read all of that name", async () => {
		for (const filter of FILTERS.filter(looksThroughName)) {
			const most = filter.account === undefined ? NIGHTLY.all : NIGHTLY.big;
			expect(await rowsReadBy(filter, { limit: LIMIT }), JSON.stringify(filter)).toBeLessThanOrEqual(most);
		}
		const rare = { status: "all", name: "nightly", closeReason: "SessionEvicted" } as const;
		expect(await rowsReadBy(rare, { limit: LIMIT })).toBe(NIGHTLY.all);
	});

	test("a page of closed sessions reads past all that failed in a row", async () => {
		const failed = FAILED_IN_A_ROW.last - FAILED_IN_A_ROW.first;
		const filter = { status: "closed", to: startOf(FAILED_IN_A_ROW.last) } as const;
		const rows = await rowsReadBy(filter, { limit: LIMIT });
		expect(rows).toBeGreaterThan(failed);
		expect(rows).toBeLessThan(failed + FEW);
	});

	test.each(["active", "ended", "all"] as const)(
		"an offset into %s sessions costs a row each",
		async (status) => {
			const filter = { account: "big", status };
			expect(await rowsReadBy(filter, { limit: 200, offset: 10_000 })).toBeLessThan(10_200 + FEW);
		},
	);

	test("an account's list and its count read what is shown and what is still going on", async () => {
		let rows = 0;
		const measured = {
			prepare: (sql: string) => db.prepare(sql),
			async batch(statements: D1PreparedStatement[]) {
				const results = await db.batch(statements);
				for (const { meta } of results) rows += meta.rows_read;
				return results;
			},
		} as unknown as D1Database;
		const list = async (includesEnded: boolean, offset = 0) => {
			rows = 0;
			const { sessions, total } = await listAccountSessions(measured, {
				account: "big",
				includesEnded,
				limit: LIMIT,
				offset,
			});
			return { shown: sessions.length, total, rows };
		};
		const all = await list(true);
		expect(all).toMatchObject({ shown: LIMIT, total: OF_BIG.all });
		expect(all.rows).toBeLessThanOrEqual(2 * LIMIT);
		const unended = await list(false);
		expect(unended).toMatchObject({ shown: LIMIT, total: OF_BIG.unended });
		expect(unended.rows).toBeLessThanOrEqual(2 * (ACTIVE + CLOSING));
		expect((await list(true, 10_000)).rows).toBeLessThanOrEqual(10_000 + 2 * LIMIT);
	});

	test("old sessions and the owner of a browser are found on an index", async () => {
		expect(await planOf("SELECT id FROM sessions WHERE end_time < ? ORDER BY end_time LIMIT 100", 5)).toBe(
			"SEARCH sessions USING INDEX sessions_by_end (end_time<?)",
		);
		expect(await planOf("SELECT id FROM sessions WHERE browser_id = ?", "browser-5")).toBe(
			"SEARCH sessions USING INDEX sessions_by_browser (browser_id=?)",
		);
	});
});

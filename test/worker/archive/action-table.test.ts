import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { NewAction } from "../../../src/domain/action.ts";
import { ActionTable } from "../../../src/session/archive/action-table.ts";

const onTable = (play: (table: () => ActionTable) => void, most = 3): Promise<void> =>
	runInDurableObject(env.SESSION.getByName(crypto.randomUUID()), (_, ctx) =>
		play(() => new ActionTable(ctx.storage.sql, most)),
	);

const action = (type: string, more: Partial<NewAction> = {}): NewAction => ({
	type,
	startedAt: 1,
	durationMs: 3,
	browserMs: 2,
	success: true,
	details: {},
	counted: [],
	...more,
});

const typesIn = (table: ActionTable, offset = 0, limit = 100): string[] =>
	table.page({ offset, limit }).actions.map(({ type }) => type);

test("an empty list has no actions", () =>
	onTable((table) => {
		expect(table().page({ offset: 0, limit: 10 })).toEqual({ actions: [], total: 0, dropped: 0 });
		expect(table().counts).toEqual({ actionCount: 0, navigationCount: 0, screenshotCount: 0 });
	}));

test("actions are read as they were written, also after a restart", () =>
	onTable((table) => {
		const error = { code: "element_not_found", message: "why" } as const;
		table().insert(action("click", { details: { selector: "a" }, success: false, error }));
		expect(table().page({ offset: 0, limit: 1 }).actions).toEqual([
			{
				seq: 1,
				type: "click",
				startedAt: 1,
				durationMs: 3,
				browserMs: 2,
				success: false,
				details: { selector: "a" },
				error,
			},
		]);
	}));

test("the oldest go when there are too many, and are told", () =>
	onTable((table) => {
		for (const type of ["a", "b", "c", "d", "e"]) table().insert(action(type));
		expect(typesIn(table())).toEqual(["c", "d", "e"]);
		expect(typesIn(table(), 1, 1)).toEqual(["d"]);
		expect(typesIn(table(), 3)).toEqual([]);
		expect(table().page({ offset: 0, limit: 1 })).toMatchObject({ total: 3, dropped: 2 });
		expect(table().counts.actionCount).toBe(5);
	}));

test("what was counted stays counted when its action is gone", () =>
	onTable((table) => {
		table().insert(action("scrape", { counted: ["navigation", "screenshot"] }));
		table().insert(action("refresh", { counted: ["navigation"] }));
		for (let n = 0; n < 5; n += 1) table().insert(action("click"));
		expect(table().counts).toEqual({ actionCount: 7, navigationCount: 2, screenshotCount: 1 });
	}));

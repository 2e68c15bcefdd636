import type { Action, ActionCounts, Counted, NewAction } from "../../domain/action.ts";
import type { ProblemCode } from "../../domain/problem.ts";
import type { Page, TableStorage } from "./page.ts";

/** The oldest go when there are more. */
const MOST_ACTIONS = 10_000;

const TABLES = `
CREATE TABLE IF NOT EXISTS actions (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	type TEXT NOT NULL,
	started_at INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL,
	browser_ms INTEGER NOT NULL,
	success INTEGER NOT NULL,
	details TEXT NOT NULL,
	error_code TEXT,
	error_message TEXT
);
CREATE TABLE IF NOT EXISTS action_counts (counted TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
`;

type Row = Record<string, SqlStorageValue> & {
	readonly seq: number;
	readonly type: string;
	readonly startedAt: number;
	readonly durationMs: number;
	readonly browserMs: number;
	readonly success: number;
	readonly details: string;
	readonly code: ProblemCode | null;
	readonly message: string | null;
};

export interface ActionPage {
	readonly actions: readonly Action[];
	/** Those that are still there. */
	readonly total: number;
	/** The oldest, which are not there any more. */
	readonly dropped: number;
}

/** What was done in a session, oldest first, bounded. */
export class ActionTable {
	readonly #sql: TableStorage;
	readonly #most: number;
	#isThere = false;

	constructor(sql: TableStorage, most: number = MOST_ACTIONS) {
		this.#sql = sql;
		this.#most = most;
	}

	insert({ type, startedAt, durationMs, browserMs, success, details, error, counted }: NewAction): void {
		const { seq } = this.#exec<{ seq: number }>(
			`INSERT INTO actions (type, started_at, duration_ms, browser_ms, success, details, error_code, error_message)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
			type,
			startedAt,
			durationMs,
			browserMs,
			success ? 1 : 0,
			JSON.stringify(details),
			error?.code ?? null,
			error?.message ?? null,
		).one();
		if (seq > this.#most) this.#exec("DELETE FROM actions WHERE seq <= ?", seq - this.#most);
		for (const each of counted)
			this.#exec(
				`INSERT INTO action_counts (counted, count) VALUES (?, 1)
				ON CONFLICT (counted) DO UPDATE SET count = count + 1`,
				each,
			);
	}

	page({ offset, limit }: Page): ActionPage {
		const { first, last } = this.#bounds;
		const actions = this.#exec<Row>(
			`SELECT seq, type, started_at AS startedAt, duration_ms AS durationMs, browser_ms AS browserMs, success,
				details, error_code AS code, error_message AS message
			FROM actions WHERE seq >= ? ORDER BY seq LIMIT ?`,
			first + offset,
			limit,
		)
			.toArray()
			.map(actionOf);
		return { actions, total: last - first + 1, dropped: first - 1 };
	}

	get counts(): ActionCounts {
		const counts = new Map(
			this.#exec<{ counted: Counted; count: number }>("SELECT counted, count FROM action_counts")
				.toArray()
				.map(({ counted, count }) => [counted, count]),
		);
		return {
			actionCount: this.#bounds.last,
			navigationCount: counts.get("navigation") ?? 0,
			screenshotCount: counts.get("screenshot") ?? 0,
		};
	}

	/** They go one after another, without gaps. */
	get #bounds(): { readonly first: number; readonly last: number } {
		return this.#exec<{ first: number; last: number }>(
			"SELECT coalesce(min(seq), 1) AS first, coalesce(max(seq), 0) AS last FROM actions",
		).one();
	}

	#exec<T extends Record<string, SqlStorageValue>>(
		query: string,
		...bound: SqlStorageValue[]
	): SqlStorageCursor<T> {
		if (!this.#isThere) this.#sql.exec(TABLES);
		this.#isThere = true;
		return this.#sql.exec<T>(query, ...bound);
	}
}

function actionOf({ success, details, code, message, ...row }: Row): Action {
	const action = { ...row, success: success === 1, details: JSON.parse(details) as object };
	return code === null ? action : { ...action, error: { code, message: message ?? "" } };
}

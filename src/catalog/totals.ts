/** Figures of all accounts together that only grow, over restarts and beyond the time that sessions are remembered. */
export interface Totals {
	readonly sessionsCreated: number;
	/** Sessions whose browser could be connected to, and how long that took for all of them together. */
	readonly startups: number;
	readonly startupMs: number;
	/** How many of them took at most so long, and longer than the bound before; the slowest are in no bucket. */
	readonly startupBuckets: readonly { readonly atMostMs: number; readonly count: number }[];
	readonly connections: number;
	readonly bytesToClients: number;
	readonly bytesToBrowser: number;
	readonly catalogRetries: number;
	/** Sessions that have ended, by close reason. */
	readonly ended: ReadonlyMap<string, number>;
	/** What reconciliation has put right, by its kind. */
	readonly mended: ReadonlyMap<string, number>;
}

type OneRow = Omit<Totals, "startupBuckets" | "ended" | "mended">;

interface Counted {
	readonly key: string;
	readonly count: number;
}

/** Reads them all as they were at one moment. Throws when D1 refuses. */
export async function readTotals(db: D1Database): Promise<Totals> {
	const [totals, startupBuckets, ended, mended] = await db.batch([
		db.prepare(
			`SELECT sessions_created AS sessionsCreated, startups, startup_ms AS startupMs, connections,
				bytes_to_clients AS bytesToClients, bytes_to_browser AS bytesToBrowser,
				catalog_retries AS catalogRetries
			FROM totals`,
		),
		db.prepare("SELECT at_most_ms AS atMostMs, count FROM startup_buckets ORDER BY at_most_ms"),
		db.prepare('SELECT close_reason AS "key", count FROM ended_sessions ORDER BY close_reason'),
		db.prepare('SELECT kind AS "key", count FROM mended ORDER BY kind'),
	]);
	const [row] = (totals?.results ?? []) as OneRow[];
	if (row === undefined) throw new Error("the catalog has no totals");
	return {
		...row,
		startupBuckets: (startupBuckets?.results ?? []) as Totals["startupBuckets"][number][],
		ended: countsIn(ended),
		mended: countsIn(mended),
	};
}

const countsIn = (result: D1Result | undefined): Map<string, number> =>
	new Map(((result?.results ?? []) as Counted[]).map(({ key, count }) => [key, count]));

/** The statement that counts `n` things of this kind as put right, for the batch that does so. */
export const countingMended = (db: D1Database, kind: string, n: number): D1PreparedStatement =>
	db
		.prepare(
			`INSERT INTO mended (kind, count) VALUES (?, ?)
			ON CONFLICT (kind) DO UPDATE SET count = count + excluded.count`,
		)
		.bind(kind, n);

/** Counts `n` things of this kind as put right. Throws when D1 refuses. */
export async function countMended(db: D1Database, kind: string, n: number): Promise<void> {
	if (n > 0) await countingMended(db, kind, n).run();
}

import type { CrawlSummary } from "../domain/crawl/job.ts";

/** A job as its object writes it down. */
export interface SavedCrawl extends CrawlSummary {
	/** Grows with each state of the job: an older one that arrives late changes nothing. */
	readonly revision: number;
}

/** The column that holds each field. */
const COLUMNS = {
	id: "id",
	account: "account_id",
	url: "url",
	status: "status",
	createdAt: "created_at",
	finishedAt: "finished_at",
	total: "total",
	finished: "finished",
	skipped: "skipped",
	browserMs: "browser_ms",
	revision: "revision",
} as const satisfies Record<keyof SavedCrawl, string>;

const FIELDS = Object.entries(COLUMNS) as [keyof SavedCrawl, string][];
const NAMES = [...FIELDS.map(([, column]) => column), "last_updated"].join(", ");
const PLACES = Array.from({ length: FIELDS.length + 1 }, (_, index) => `?${index + 1}`).join(", ");
const SELECTED = FIELDS.filter(([field]) => field !== "revision")
	.map(([field, column]) => `${column} AS ${field}`)
	.join(", ");

const valuesOf = (crawl: SavedCrawl, now: number): unknown[] => [
	...FIELDS.map(([field]) => crawl[field] ?? null),
	now,
];

/** Lists a new job; `false` when the account has `most` that run. */
export async function addCrawl(
	db: D1Database,
	crawl: SavedCrawl,
	{ now, most }: { readonly now: number; readonly most: number },
): Promise<boolean> {
	const { meta } = await db
		.prepare(
			`INSERT INTO crawls (${NAMES}) SELECT ${PLACES}
			WHERE (SELECT count(*) FROM crawls INDEXED BY running_crawls WHERE account_id = ?2 AND finished_at IS NULL)
				< ?${FIELDS.length + 2}
			ON CONFLICT (id) DO UPDATE SET last_updated = excluded.last_updated`,
		)
		.bind(...valuesOf(crawl, now), most)
		.run();
	return meta.changes > 0;
}

/** Lets the row follow the job. */
export async function saveCrawl(db: D1Database, crawl: SavedCrawl, now: number): Promise<void> {
	const updates = [...FIELDS.map(([, column]) => column), "last_updated"]
		.filter((column) => column !== "id")
		.map((column) => `${column} = excluded.${column}`);
	await db
		.prepare(
			`INSERT INTO crawls (${NAMES}) VALUES (${PLACES})
			ON CONFLICT (id) DO UPDATE SET ${updates.join(", ")} WHERE excluded.revision > crawls.revision`,
		)
		.bind(...valuesOf(crawl, now))
		.run();
}

/** `undefined` when there is no such job. */
export async function findCrawl(db: D1Database, id: string): Promise<CrawlSummary | undefined> {
	const row = await db.prepare(`SELECT ${SELECTED} FROM crawls WHERE id = ?`).bind(id).first<CrawlSummary>();
	return row === null ? undefined : summaryFrom(row);
}

/** A place in the list of jobs. */
export interface CrawlPosition {
	readonly createdAt: number;
	readonly id: string;
}

/** A page of the jobs of an account, or of all, newest first. */
export async function pageOfCrawls(
	db: D1Database,
	account: string | undefined,
	{ limit, after }: { readonly limit: number; readonly after?: CrawlPosition | undefined },
): Promise<{ readonly crawls: readonly CrawlSummary[]; readonly next?: CrawlPosition }> {
	const terms: [condition: string, ...values: (string | number)[]][] = [["true"]];
	if (account !== undefined) terms.push(["account_id = ?", account]);
	if (after !== undefined)
		terms.push([
			"created_at <= ? AND (created_at < ? OR id > ?)",
			after.createdAt,
			after.createdAt,
			after.id,
		]);
	const { results } = await db
		.prepare(
			`SELECT ${SELECTED} FROM crawls WHERE ${terms.map(([condition]) => condition).join(" AND ")}
			ORDER BY created_at DESC, id LIMIT ?`,
		)
		.bind(...terms.flatMap(([, ...values]) => values), limit + 1)
		.all<CrawlSummary>();
	const crawls = results.slice(0, limit).map(summaryFrom);
	const last = crawls.at(-1);
	return results.length > limit && last !== undefined ? { crawls, next: last } : { crawls };
}

/** When a job ran, in epoch milliseconds, and whose it is. */
export type ListedCrawl = Pick<CrawlSummary, "id" | "account" | "createdAt"> & {
	readonly finishedAt: number;
};

/** Jobs that run and of which nothing was heard since `before`. */
export async function silentCrawls(
	db: D1Database,
	before: number,
	limit: number,
): Promise<readonly { readonly id: string }[]> {
	const { results } = await db
		.prepare(
			`SELECT id FROM crawls
			WHERE finished_at IS NULL AND last_updated < ? ORDER BY last_updated LIMIT ?`,
		)
		.bind(before, limit)
		.all<{ id: string }>();
	return results;
}

/** Says in a row that its job is over, because there is no object that could. */
export async function closeLostCrawl(db: D1Database, id: string, now: number): Promise<void> {
	await db
		.prepare(
			`UPDATE crawls SET status = 'errored', finished_at = ?1, last_updated = ?1, revision = revision + 1
			WHERE id = ?2 AND finished_at IS NULL`,
		)
		.bind(now, id)
		.run();
}

/** Jobs that ended before `before`, the longest ended first. */
export async function crawlsEndedBefore(
	db: D1Database,
	before: number,
	limit: number,
): Promise<ListedCrawl[]> {
	const { results } = await db
		.prepare(
			`SELECT id, account_id AS account, created_at AS createdAt, finished_at AS finishedAt FROM crawls
			WHERE finished_at IS NOT NULL AND finished_at < ? ORDER BY finished_at LIMIT ?`,
		)
		.bind(before, limit)
		.all<ListedCrawl>();
	return results;
}

export async function forgetCrawl(db: D1Database, id: string): Promise<void> {
	await db.prepare("DELETE FROM crawls WHERE id = ?").bind(id).run();
}

const summaryFrom = ({ finishedAt, ...rest }: CrawlSummary): CrawlSummary => ({
	...rest,
	// A row has null for what is absent.
	...(typeof finishedAt === "number" && { finishedAt }),
});

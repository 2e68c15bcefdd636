import { webAddress } from "../content/web-address.ts";

/** Sitemaps of a job, with those that indexes name. */
const MOST_SITEMAPS = 50;
const MOST_TRIES = 3;

/** The sitemaps that a job has yet to read, in the SQLite of its object. */
export class SitemapQueue {
	readonly #sql: Pick<SqlStorage, "exec">;

	constructor(sql: Pick<SqlStorage, "exec">) {
		this.#sql = sql;
		sql.exec(`CREATE TABLE IF NOT EXISTS sitemaps (
			seq INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, is_done INTEGER NOT NULL DEFAULT 0,
			tries INTEGER NOT NULL DEFAULT 0
		)`);
	}

	/** Adds one that is not there yet; `false` when there are as many as are read. */
	add(url: string, baseUrl: string): boolean {
		const address = webAddress(url, baseUrl);
		if (address !== undefined)
			this.#sql.exec(
				"INSERT OR IGNORE INTO sitemaps (url) SELECT ? WHERE (SELECT count(*) FROM sitemaps) < ?",
				address,
				MOST_SITEMAPS,
			);
		return (
			this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM sitemaps").one().count < MOST_SITEMAPS
		);
	}

	/** The next one that is to be read. */
	next(): string | undefined {
		const [row] = this.#sql
			.exec<{ url: string }>("SELECT url FROM sitemaps WHERE is_done = 0 ORDER BY seq LIMIT 1")
			.toArray();
		return row?.url;
	}

	/** Counts a try of one: after some it is not read any more. */
	begin(url: string): void {
		this.#sql.exec(
			`UPDATE sitemaps SET tries = tries + 1, is_done = tries + 1 >= ${MOST_TRIES} WHERE url = ?`,
			url,
		);
	}

	/** None is read any more. */
	clear(): void {
		this.#sql.exec("UPDATE sitemaps SET is_done = 1 WHERE is_done = 0");
	}

	done(url: string): void {
		this.#sql.exec("UPDATE sitemaps SET is_done = 1 WHERE url = ?", url);
	}
}

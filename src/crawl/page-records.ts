import type { CrawlRecord, PageStatus, RecordQuery } from "../domain/crawl/job.ts";

interface Row {
	readonly [column: string]: SqlStorageValue;
	readonly seq: number;
	readonly url: string;
	readonly status: PageStatus;
	readonly http_status: number | null;
	readonly final_url: string | null;
	readonly title: string | null;
	readonly size: number;
	readonly reason: string | null;
}

/** A stretch of what a job's `PageTable` holds, in its order, with the place that the next stretch is after. */
export function readRecords(
	sql: Pick<SqlStorage, "exec">,
	{ after, limit, status, mostBytes }: RecordQuery,
): { readonly records: readonly CrawlRecord[]; readonly next?: number } {
	const rows = sql.exec<Row>(
		`SELECT seq, url, status, http_status, final_url, title, size, reason FROM pages
		WHERE seq > ? AND ${status === undefined ? "status <> 'spare'" : "status = ?"} ORDER BY seq LIMIT ?`,
		after,
		...(status === undefined ? [] : [status]),
		limit + 1,
	);
	const records: CrawlRecord[] = [];
	let bytes = 0;
	for (const row of rows) {
		const last = records.at(-1);
		const isEnough = records.length === limit || bytes + row.size > mostBytes;
		if (isEnough && last !== undefined) return { records, next: last.seq };
		bytes += row.size;
		records.push(recordFrom(row));
	}
	return { records };
}

const recordFrom = ({ seq, url, status, size, ...row }: Row): CrawlRecord => ({
	seq,
	url,
	status,
	size,
	...(row.http_status !== null && {
		metadata: {
			status: row.http_status,
			url: row.final_url ?? url,
			...(row.title !== null && { title: row.title }),
		},
	}),
	...(row.reason !== null && { reason: row.reason }),
});

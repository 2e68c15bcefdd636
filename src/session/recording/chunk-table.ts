import type { ChunkPage, ChunkQuery, RecordedChunk, RecordedTab } from "../../domain/recording.ts";
import type { TableStorage } from "../archive/page.ts";

const TABLES = `
CREATE TABLE IF NOT EXISTS recording_chunks (
	seq INTEGER PRIMARY KEY,
	tab TEXT NOT NULL,
	from_ms INTEGER NOT NULL,
	to_ms INTEGER NOT NULL,
	size INTEGER NOT NULL,
	events INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS recording_chunks_of_tab ON recording_chunks (tab, seq);
CREATE TABLE IF NOT EXISTS recording_tabs (
	tab TEXT PRIMARY KEY,
	url TEXT NOT NULL,
	dropped INTEGER NOT NULL
) WITHOUT ROWID;
`;

export interface ChunkRow extends Omit<RecordedChunk, "objectId"> {
	readonly tab: string;
}

type Row<T> = Record<string, SqlStorageValue> & T;

/** The key of a chunk's object, below those of its session. */
export const chunkObject = (seq: number): string => `recording-${seq}`;

/** Which stretches of a session's recording lie where. */
export class ChunkTable {
	readonly #sql: TableStorage;
	#isThere = false;

	constructor(sql: TableStorage) {
		this.#sql = sql;
	}

	get lastSeq(): number {
		return this.#exec<{ last: number }>("SELECT coalesce(max(seq), 0) AS last FROM recording_chunks").one()
			.last;
	}

	/** All of it together. */
	get size(): number {
		return this.#exec<{ size: number }>("SELECT coalesce(sum(size), 0) AS size FROM recording_chunks").one()
			.size;
	}

	/** Writes a chunk down, or how it has grown. */
	put({ seq, tab, from, to, size, events }: ChunkRow): void {
		this.#exec(
			`INSERT INTO recording_chunks (seq, tab, from_ms, to_ms, size, events) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (seq) DO UPDATE SET to_ms = excluded.to_ms, size = excluded.size, events = excluded.events`,
			...[seq, tab, from, to, size, events],
		);
	}

	/** Writes down where a tab is, and what it has lost since. */
	putTab(tab: string, url: string, dropped: number): void {
		this.#exec(
			`INSERT INTO recording_tabs (tab, url, dropped) VALUES (?, ?, ?)
			ON CONFLICT (tab) DO UPDATE SET url = excluded.url, dropped = dropped + excluded.dropped`,
			...[tab, url, dropped],
		);
	}

	/** In the order in which they were first written. */
	get tabs(): readonly RecordedTab[] {
		const rows = this.#exec<{
			tab: string;
			url: string;
			dropped: number;
			from: number | null;
			to: number | null;
			size: number;
			events: number;
		}>(
			`SELECT tab, url, dropped, min(from_ms) AS "from", max(to_ms) AS "to",
				coalesce(sum(size), 0) AS size, coalesce(sum(events), 0) AS events
			FROM recording_tabs LEFT JOIN recording_chunks USING (tab)
			GROUP BY tab ORDER BY coalesce(min(seq), 9e15)`,
		).toArray();
		return rows.map(({ from, to, ...row }) => ({ ...row, from: from ?? undefined, to: to ?? undefined }));
	}

	page({ tab, after, limit }: ChunkQuery): ChunkPage {
		// One more than is asked for tells that there is a next page.
		const rows = this.#exec<Omit<RecordedChunk, "objectId">>(
			`SELECT seq, from_ms AS "from", to_ms AS "to", size, events FROM recording_chunks
			WHERE tab = ? AND seq > ? ORDER BY seq LIMIT ?`,
			...[tab, after, limit + 1],
		).toArray();
		const chunks = rows.slice(0, limit).map((row) => ({ ...row, objectId: chunkObject(row.seq) }));
		return rows.length > limit ? { chunks, next: chunks.at(-1)?.seq } : { chunks };
	}

	get objectIds(): readonly string[] {
		return this.#exec<{ seq: number }>("SELECT seq FROM recording_chunks")
			.toArray()
			.map(({ seq }) => chunkObject(seq));
	}

	clear(): void {
		this.#exec("DELETE FROM recording_chunks");
		this.#exec("DELETE FROM recording_tabs");
	}

	/** All of the object's storage has been emptied. */
	reset(): void {
		this.#isThere = false;
	}

	#exec<T>(query: string, ...bound: SqlStorageValue[]): SqlStorageCursor<Row<T>> {
		if (!this.#isThere) this.#sql.exec(TABLES);
		this.#isThere = true;
		return this.#sql.exec<Row<T>>(query, ...bound);
	}
}

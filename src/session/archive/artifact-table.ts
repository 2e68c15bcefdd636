import type { Artifact } from "../../domain/artifact.ts";
import type { Page, TableStorage } from "./page.ts";

const TABLE = `CREATE TABLE IF NOT EXISTS artifacts (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	object_id TEXT NOT NULL UNIQUE,
	type TEXT NOT NULL,
	name TEXT NOT NULL,
	content_type TEXT NOT NULL,
	size INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	metadata TEXT
)`;

const ROW = `object_id AS objectId, type, name, content_type AS contentType, size, created_at AS createdAt, metadata`;

type Row = Record<string, SqlStorageValue> &
	Omit<Artifact, "metadata"> & {
		readonly metadata: string | null;
	};

export interface Stock {
	readonly count: number;
	/** Bytes. */
	readonly size: number;
}

/** What is known of a session's artifacts, in the order in which they were made. */
export class ArtifactTable {
	readonly #sql: TableStorage;
	#isThere = false;

	constructor(sql: TableStorage) {
		this.#sql = sql;
	}

	insert({ objectId, type, name, contentType, size, createdAt, metadata }: Artifact): void {
		this.#exec(
			`INSERT INTO artifacts (object_id, type, name, content_type, size, created_at, metadata)
			VALUES (?, ?, ?, ?, ?, ?, ?)`,
			objectId,
			type,
			name,
			contentType,
			size,
			createdAt,
			metadata ?? null,
		);
	}

	/** Writes down one that grows, and how far it has come. */
	putSize(artifact: Omit<Artifact, "size" | "createdAt">, size: number): void {
		if (this.find(artifact.objectId) === undefined) this.insert({ ...artifact, size, createdAt: Date.now() });
		else this.#exec("UPDATE artifacts SET size = ? WHERE object_id = ?", size, artifact.objectId);
	}

	remove(objectId: string): void {
		this.#exec("DELETE FROM artifacts WHERE object_id = ?", objectId);
	}

	find(objectId: string): Artifact | undefined {
		return this.#read(`SELECT ${ROW} FROM artifacts WHERE object_id = ?`, objectId)[0];
	}

	findText(name: string): Artifact | undefined {
		return this.#read(`SELECT ${ROW} FROM artifacts WHERE type = 'text' AND name = ?`, name)[0];
	}

	page({ offset, limit }: Page): Artifact[] {
		return this.#read(`SELECT ${ROW} FROM artifacts ORDER BY seq LIMIT ? OFFSET ?`, limit, offset);
	}

	get stock(): Stock {
		return this.#exec<Record<string, SqlStorageValue> & Stock>(
			"SELECT count(*) AS count, coalesce(sum(size), 0) AS size FROM artifacts",
		).one();
	}

	#read(query: string, ...bound: SqlStorageValue[]): Artifact[] {
		return this.#exec<Row>(query, ...bound)
			.toArray()
			.map(({ metadata, ...row }) => (metadata === null ? row : { ...row, metadata }));
	}

	#exec<T extends Record<string, SqlStorageValue>>(
		query: string,
		...bound: SqlStorageValue[]
	): SqlStorageCursor<T> {
		if (!this.#isThere) this.#sql.exec(TABLE);
		this.#isThere = true;
		return this.#sql.exec<T>(query, ...bound);
	}
}

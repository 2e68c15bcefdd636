import type { ArtifactObjects, Owner } from "../../artifacts/objects.ts";
import {
	type ChunkPage,
	type ChunkQuery,
	RECORDING_ARTIFACT,
	type RecordedTab,
} from "../../domain/recording.ts";
import { ok, type Result } from "../../domain/result.ts";
import { gzip } from "../../lib/gzip.ts";
import type { ArtifactTable } from "../archive/artifact-table.ts";
import type { TableStorage } from "../archive/page.ts";
import type { SessionStore } from "../store.ts";
import { chunkObject, ChunkTable } from "./chunk-table.ts";
import type { Reel, Segment } from "./reel.ts";

export interface ChunkStoreParts {
	readonly sql: TableStorage;
	readonly store: SessionStore;
	readonly objects: ArtifactObjects;
	readonly artifacts: ArtifactTable;
}

/** What is kept of a session's recording: chunks, each an object in R2 and a row that says what is in it. */
export class ChunkStore {
	readonly #parts: ChunkStoreParts;
	readonly #table: ChunkTable;
	#lastSeq: number | undefined;

	constructor(parts: ChunkStoreParts) {
		this.#parts = parts;
		this.#table = new ChunkTable(parts.sql);
	}

	/** All of it together, in bytes. */
	get size(): number {
		return this.#table.size;
	}

	get tabs(): readonly RecordedTab[] {
		return this.#table.tabs;
	}

	page(query: ChunkQuery): ChunkPage {
		return this.#table.page(query);
	}

	/** The number of a chunk that there is to be. */
	nextSeq(): number {
		this.#lastSeq = (this.#lastSeq ?? this.#table.lastSeq) + 1;
		return this.#lastSeq;
	}

	/**
	 * Writes a chunk, or writes it anew with what has come to it; `false` when that failed. What `isWanted` no longer by the
	 * time that it is written is removed again.
	 */
	async write(tab: string, reel: Reel, segment: Segment, isWanted: () => boolean): Promise<boolean> {
		const { objects, artifacts } = this.#parts;
		const owner = this.#owner;
		if (owner === undefined) return true;
		const { seq, events, from, to } = segment;
		const bytes = await gzip(Uint8Array.from(new TextEncoder().encode(segment.texts.join(","))));
		const size = bytes.byteLength;
		const objectId = chunkObject(seq);
		const made = {
			bytes,
			type: "recording",
			name: `${objectId}.json.gz`,
			contentType: "application/gzip",
		} as const;
		const put = await objects.put(owner, objectId, made);
		if (!put.ok) return false;
		// It was removed, or the whole session was, while this went on.
		if (this.#owner === undefined || !isWanted()) {
			await objects.delete(owner, objectId);
			return true;
		}
		this.#table.put({ seq, tab, from, to, size, events });
		this.noteTab(tab, reel);
		reel.keep(segment, events, size);
		artifacts.putSize(
			{ ...RECORDING_ARTIFACT, type: "recording", contentType: "application/json" },
			this.size,
		);
		return true;
	}

	/** Writes down where a tab is, and what it has lost. */
	noteTab(tab: string, reel: Reel): void {
		this.#table.putTab(tab, reel.url, reel.dropped);
		reel.dropped = 0;
	}

	async remove(): Promise<Result<void>> {
		const { objects, artifacts } = this.#parts;
		const owner = this.#owner;
		const deleted = owner && (await objects.deleteMany(owner, this.#table.objectIds));
		if (deleted?.ok === false) return deleted;
		this.#table.clear();
		artifacts.remove(RECORDING_ARTIFACT.objectId);
		return ok(undefined);
	}

	/** All of the object's storage has been emptied. */
	reset(): void {
		this.#table.reset();
		this.#lastSeq = undefined;
	}

	get #owner(): Owner | undefined {
		const { session } = this.#parts.store;
		return session && { account: session.account, sessionId: session.id };
	}
}

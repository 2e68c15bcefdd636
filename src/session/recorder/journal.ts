import type {
	Entry,
	EntryFilter,
	EntryPage,
	EntryQuery,
	EntryStretch,
	JournalBounds,
	NewEntry,
	StretchQuery,
} from "../../domain/entry.ts";
import type { Whereabouts } from "../../domain/session.ts";
import { redactText } from "../../lib/redact-text.ts";
import { cutToLength } from "./entry-length.ts";
import { Trail, type TrailStorage } from "./trail.ts";

/** How long entries may wait to be written: a crash loses so much. */
const FLUSH_MS = 1_000;
/** A row in SQLite; what comes at once is written at once. */
const MOST_IN_ROW = 128 * 1024;

/** The part of the object's storage that the journal needs. */
export interface JournalStorage {
	readonly sql: Pick<SqlStorage, "exec">;
	readonly kv: TrailStorage;
}

type Row = { readonly first_seq: number; readonly last_seq: number; readonly entries: string };

/**
 * What happened in a session, in order, kept through restarts. Entries are written in batches, a row each: SQLite's rows
 * are what a Durable Object's writes are billed by. The oldest rows go when there is too much.
 */
export class Journal {
	readonly #sql: JournalStorage["sql"];
	readonly #bounds: JournalBounds;
	readonly #trail: Trail;
	#hasTable = false;
	#lastSeq = 0;
	#lastTime = 0;
	#rows: { readonly lastSeq: number; readonly length: number }[] = [];
	#droppedUntil = 0;
	#length = 0;
	#waiting: string[] = [];
	#waitingLength = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#change = Promise.withResolvers<void>();

	constructor(storage: JournalStorage, bounds: JournalBounds) {
		this.#sql = storage.sql;
		this.#bounds = bounds;
		this.#trail = new Trail(storage.kv);
		this.#load();
	}

	/** The number of the latest entry; 0 without one. */
	get lastSeq(): number {
		return this.#lastSeq;
	}

	/** When the latest entry was; epoch milliseconds, 0 without one. */
	get lastTime(): number {
		return this.#lastTime;
	}

	/** What the navigations come to, those included that are not there any more. */
	get whereabouts(): Whereabouts {
		return this.#trail.whereabouts;
	}

	/** Resolves when there is something new. */
	get changed(): Promise<void> {
		return this.#change.promise;
	}

	add(entry: NewEntry): void {
		this.#lastSeq += 1;
		this.#lastTime = Math.max(this.#lastTime, entry.time);
		this.#trail.follow(entry);
		const shown = { ...entry, text: textOf(entry), seq: this.#lastSeq };
		const text = cutToLength(shown, this.#bounds.maxEntryLength);
		this.#waiting.push(text);
		this.#waitingLength += text.length;
		this.#change.resolve();
		this.#change = Promise.withResolvers();
		if (this.#waitingLength >= MOST_IN_ROW) this.flush();
		else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
	}

	/** Writes down what waits. */
	flush(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		if (this.#waiting.length === 0) return;
		const entries = `[${this.#waiting.join(",")}]`;
		this.#waiting = [];
		this.#waitingLength = 0;
		this.#createTable();
		const firstSeq = (this.#rows.at(-1)?.lastSeq ?? this.#droppedUntil) + 1;
		this.#sql.exec("INSERT INTO journal VALUES (?, ?, ?)", firstSeq, this.#lastSeq, entries);
		this.#rows.push({ lastSeq: this.#lastSeq, length: entries.length });
		this.#length += entries.length;
		this.#trail.save();
		this.#makeRoom();
	}

	/** A page of what happened, oldest first. */
	read({ after, limit, ...filter }: EntryQuery): EntryPage {
		this.flush();
		const found: Entry[] = [];
		for (const entry of this.#entriesAfter(after)) {
			if (!matches(entry, filter)) continue;
			// One more than is asked for tells that there is a next page.
			if (found.length === limit)
				return { entries: found, next: found.at(-1)?.seq, dropped: this.#droppedUntil };
			found.push(entry);
		}
		return { entries: found, dropped: this.#droppedUntil };
	}

	/** A stretch of what happened, oldest first, and how much there is; all of it is looked through. */
	stretch({ offset, limit, ...filter }: StretchQuery): EntryStretch {
		this.flush();
		const found: Entry[] = [];
		let total = 0;
		for (const entry of this.#entriesAfter(0)) {
			if (!matches(entry, filter)) continue;
			total += 1;
			if (offset === "all but newest") {
				found.push(entry);
				if (found.length > limit) found.shift();
			} else if (total > offset && found.length < limit) found.push(entry);
		}
		return { entries: found, total };
	}

	/** Forgets that anything was written, for a storage that was emptied. */
	reset(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.#trail.reset();
		this.#hasTable = false;
		this.#lastSeq = 0;
		this.#lastTime = 0;
		this.#rows = [];
		this.#droppedUntil = 0;
		this.#length = 0;
		this.#waiting = [];
		this.#waitingLength = 0;
	}

	*#entriesAfter(seq: number): Generator<Entry> {
		if (!this.#hasTable) return;
		const rows = this.#sql.exec<Row>("SELECT * FROM journal WHERE last_seq > ? ORDER BY first_seq", seq);
		for (const { entries } of rows)
			// Written by this class alone.
			for (const entry of JSON.parse(entries) as Entry[]) if (entry.seq > seq) yield entry;
	}

	#makeRoom(): void {
		for (;;) {
			const [oldest] = this.#rows;
			const hasRoom =
				this.#length <= this.#bounds.maxLength &&
				this.#lastSeq - this.#droppedUntil <= this.#bounds.maxEntries;
			if (oldest === undefined || hasRoom || this.#rows.length === 1) return;
			this.#sql.exec("DELETE FROM journal WHERE last_seq = ?", oldest.lastSeq);
			this.#rows.shift();
			this.#droppedUntil = oldest.lastSeq;
			this.#length -= oldest.length;
		}
	}

	#createTable(): void {
		if (this.#hasTable) return;
		this.#sql.exec(
			"CREATE TABLE IF NOT EXISTS journal (first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, entries TEXT NOT NULL)",
		);
		this.#hasTable = true;
	}

	/** Finds its place after a restart of the object. */
	#load(): void {
		const tables = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal'");
		if (tables.toArray().length === 0) return;
		this.#hasTable = true;
		type Size = { first_seq: number; last_seq: number; length: number };
		const sizes = this.#sql.exec<Size>(
			"SELECT first_seq, last_seq, length(entries) AS length FROM journal ORDER BY first_seq",
		);
		for (const { first_seq, last_seq, length } of sizes) {
			if (this.#rows.length === 0) this.#droppedUntil = first_seq - 1;
			this.#rows.push({ lastSeq: last_seq, length });
			this.#length += length;
			this.#lastSeq = last_seq;
		}
		for (const { time } of this.#entriesAfter(this.#rows.at(-2)?.lastSeq ?? 0))
			this.#lastTime = Math.max(this.#lastTime, time);
	}
}

/** What pages and clients say is redacted here, whoever hands it in; a request's text is made of what has been. */
const textOf = ({ kind, text }: NewEntry): string => (kind === "network" ? text : redactText(text));

function matches({ kind, level, text }: Entry, filter: EntryFilter): boolean {
	return (
		(filter.kinds?.includes(kind) ?? true) &&
		(filter.levels?.includes(level) ?? true) &&
		(filter.text === undefined || text.toLowerCase().includes(filter.text.toLowerCase()))
	);
}

import { problem } from "../../domain/problem.ts";
import {
	type ChunkPage,
	type ChunkQuery,
	figuresOf,
	type RecordingState,
	type RecordingSummary,
} from "../../domain/recording.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { isActive } from "../../domain/session.ts";
import { log } from "../../lib/log.ts";
import { settled } from "../../lib/timeout.ts";
import { Turns } from "../../lib/turns.ts";
import { Allowance } from "./allowance.ts";
import type { Batch } from "./batch.ts";
import { ChunkStore, type ChunkStoreParts } from "./chunk-store.ts";
import { Reel } from "./reel.ts";

/** How long events may wait to be kept: a crash loses so much. */
const WRITE_MS = 5_000;
/** So much is kept at once: UTF-16 units. */
const WRITE_LENGTH = 262_144;
/** What may be in memory; more is given up, where it can't be kept. */
const MOST_HELD = 16_777_216;
/** Reading waits so long for what is not kept yet. */
const READ_PATIENCE_MS = 3_000;
const LAST_TRIES = 3;
const RETRY_MS = 2_000;

/** The pages that are being recorded. */
export interface RecordedPages {
	/** They tell what they have not told yet; bounded. */
	flush(): Promise<void>;
	/** Something was lost: they tell all that they show. */
	showAnew(): void;
	/** They are recorded no longer. */
	end(): void;
}

/** Why nothing more is recorded, though the session goes on. */
type Ending = "full" | "removed";

export interface RecordingParts extends ChunkStoreParts {
	readonly kv: Pick<SyncKvStorage, "get" | "put">;
	/** What may be kept of one session's, in bytes. */
	readonly maxBytes: number;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/**
 * What a session's pages showed, as events of rrweb's. It is kept while the session runs, in chunks that are written anew
 * with what has come to them until they are full: a crash loses seconds.
 */
export class Recording {
	readonly #parts: RecordingParts;
	readonly #chunks: ChunkStore;
	readonly #reels = new Map<string, Reel>();
	readonly #turns = new Turns();
	readonly #allowance = new Allowance();
	#timer: ReturnType<typeof setTimeout> | null = null;
	#room = Promise.withResolvers<void>();
	#isFinished = false;
	/** Of the link that there is now. */
	pages: RecordedPages | undefined;

	constructor(parts: RecordingParts) {
		this.#parts = parts;
		this.#chunks = new ChunkStore(parts);
	}

	/** Whether there is, or was, anything to record; absent once it was removed. */
	get state(): RecordingState | undefined {
		const { session, options } = this.#parts.store;
		if (session === undefined || options?.recording !== true || this.#ending === "removed") return undefined;
		if (this.#ending === "full") return "full";
		const mayGoOn = isActive(session.state) || (session.state === "closing" && !this.#isFinished);
		return mayGoOn ? "recording" : "ended";
	}

	get isOpen(): boolean {
		return this.state === "recording";
	}

	/** Takes in what a tab has told; resolves when more is welcome. */
	async take(tab: string, batch: Batch): Promise<void> {
		if (!this.isOpen) return;
		const reel = this.#reels.get(tab) ?? new Reel(() => this.#chunks.nextSeq());
		this.#reels.set(tab, reel);
		reel.add(batch);
		const isMuch = reel.unkept.reduce((sum, { length }) => sum + length, 0) >= WRITE_LENGTH;
		if (isMuch && this.#turns.count === 0) this.#parts.background(this.flush());
		else this.#timer ??= setTimeout(() => this.#parts.background(this.flush()), WRITE_MS);
		const waitMs = this.#allowance.use(batch.text.length);
		if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
		if (this.#held > MOST_HELD) await this.#room.promise;
	}

	/** Keeps all that has been told. Where that fails, it is tried again with what comes. */
	async flush(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		await this.#turns.take(() => this.#write());
		if (this.#hasUnkept) this.#timer ??= setTimeout(() => this.#parts.background(this.flush()), WRITE_MS);
	}

	/** The session ends: what its pages have not told yet is asked for and kept; what can't be is given up. */
	async finish(): Promise<void> {
		if (!this.isOpen) return;
		await this.pages?.flush();
		for (let tries = 1; tries <= LAST_TRIES; tries += 1) {
			await this.flush();
			if (!this.#hasUnkept) break;
			if (tries < LAST_TRIES) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
		if (this.#hasUnkept) this.#giveUp();
		this.#isFinished = true;
		this.#forgetMemory();
	}

	/** In figures, what is kept; refuses with `recording_not_found`. */
	async summary(): Promise<Result<RecordingSummary>> {
		const { state } = this;
		if (state === undefined) return refuse(unknownRecording);
		await settled(this.flush(), READ_PATIENCE_MS);
		const { tabs } = this.#chunks;
		return ok({ state, ...figuresOf(tabs), tabs });
	}

	/** Where a tab's events lie; of a tab that was not recorded there are none. */
	async chunks(query: ChunkQuery): Promise<Result<ChunkPage>> {
		return this.state === undefined ? refuse(unknownRecording) : ok(this.#chunks.page(query));
	}

	/** Removes what was recorded, and records no more. */
	async remove(): Promise<Result<void>> {
		if (this.state === undefined) return refuse(unknownRecording);
		this.#end("removed");
		return this.#turns.take(() => this.#remove());
	}

	/** Forgets that anything was recorded, for a storage that was emptied. */
	reset(): void {
		this.#forgetMemory();
		this.#chunks.reset();
		this.#isFinished = false;
	}

	async #remove(): Promise<Result<void>> {
		const removed = await this.#chunks.remove();
		// Asked for again, it is found again.
		if (!removed.ok) this.#parts.kv.put<Ending>("recordingEnding", "full");
		return removed;
	}

	async #write(): Promise<void> {
		const isKept = await this.#writeReels();
		if (!isKept && this.#held > MOST_HELD) {
			this.#giveUp();
			this.pages?.showAnew();
		}
		if (this.#held > MOST_HELD) return;
		this.#room.resolve();
		this.#room = Promise.withResolvers();
	}

	/** `false` when something could not be kept. */
	async #writeReels(): Promise<boolean> {
		const { store, maxBytes } = this.#parts;
		for (const [tab, reel] of this.#reels) {
			for (const segment of reel.unkept) {
				if (!(await this.#chunks.write(tab, reel, segment, () => this.#ending !== "removed"))) return false;
				if (store.session === undefined) return true;
				if (this.#chunks.size >= maxBytes && this.#ending === undefined) this.#end("full");
			}
		}
		return true;
	}

	#giveUp(): void {
		for (const [tab, reel] of this.#reels) {
			reel.drop();
			this.#chunks.noteTab(tab, reel);
		}
		log("warn", "recording.dropped", { session: this.#parts.store.session?.id });
	}

	#end(ending: Ending): void {
		this.#parts.kv.put("recordingEnding", ending);
		this.pages?.end();
		this.#forgetMemory();
	}

	#forgetMemory(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.#reels.clear();
		this.#room.resolve();
		this.#room = Promise.withResolvers();
	}

	get #ending(): Ending | undefined {
		if (this.#parts.maxBytes === 0) return "full";
		return this.#parts.kv.get<Ending>("recordingEnding");
	}

	get #held(): number {
		return [...this.#reels.values()].reduce((sum, { length }) => sum + length, 0);
	}

	get #hasUnkept(): boolean {
		return [...this.#reels.values()].some(({ unkept }) => unkept.length > 0);
	}
}

const unknownRecording = problem("recording_not_found", "There is no recording of this session.");

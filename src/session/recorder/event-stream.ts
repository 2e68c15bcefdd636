import type { EntryFilter } from "../../domain/entry.ts";
import { eventText, KEEP_ALIVE, KEEP_ALIVE_MS, RETRY } from "../../lib/event-stream.ts";
import { pause } from "../../lib/timeout.ts";
import type { Admitted, Dismissal } from "../admissions.ts";
import type { Journal } from "./journal.ts";

/** Entries that are read at a time. */
const PAGE = 200;
/** What comes in quick succession goes out together. */
const GATHER_MS = 50;

const encoder = new TextEncoder();

type Controller = ReadableStreamDefaultController<Uint8Array>;

export interface EventStreamParts {
	readonly journal: Journal;
	readonly filter: EntryFilter;
	/** The `seq` of the last entry that the reader has had; 0 for all from the start. */
	readonly after: number;
	/** Whether nothing can come any more. */
	readonly isOver: () => boolean;
	/** Called once, when the stream has ended, whoever ended it. */
	readonly onOver: () => void;
}

/**
 * What happened and what happens, as server-sent events: each entry under its kind, with its `seq` as id; `dropped` when
 * entries are gone that the reader has not had; `end` when the session is over, or when its reader may not stay, and then
 * with the reason. It goes as fast as it is read: what is not read yet is in the journal, not in memory.
 */
export class EventStream implements Admitted {
	readonly stream: ReadableStream<Uint8Array>;
	readonly #parts: EventStreamParts;
	/** Absent once the stream has ended. */
	#controller: Controller | undefined;
	#seq: number;
	#isFirst = true;

	constructor(parts: EventStreamParts) {
		this.#parts = parts;
		this.#seq = parts.after;
		this.stream = new ReadableStream<Uint8Array>(
			{
				start: (controller) => {
					this.#controller = controller;
				},
				pull: () => this.#pull(),
				cancel: () => this.#over(),
			},
			{ highWaterMark: 1 },
		);
	}

	dismiss(why: Dismissal): void {
		this.#end(why);
	}

	async #pull(): Promise<void> {
		if (this.#isFirst) {
			this.#isFirst = false;
			this.#write(RETRY);
			return;
		}
		const { journal, filter, isOver } = this.#parts;
		const change = journal.changed;
		const wasOver = isOver();
		const page = journal.read({ ...filter, after: this.#seq, limit: PAGE });
		const events = page.entries.map((entry) => eventText(entry.kind, entry, entry.seq));
		if (page.dropped > this.#seq) events.unshift(eventText("dropped", { until: page.dropped }, page.dropped));
		this.#seq = page.next ?? Math.max(journal.lastSeq, this.#seq);
		if (events.length > 0) this.#write(events.join(""));
		else if (wasOver) this.#end({});
		else {
			const hasChanged = await Promise.race([change.then(() => true), pause(KEEP_ALIVE_MS)]);
			if (hasChanged === true) await pause(GATHER_MS);
			this.#write(KEEP_ALIVE);
		}
	}

	#end(why: object): void {
		const controller = this.#controller;
		this.#write(eventText("end", why, this.#seq));
		this.#over();
		controller?.close();
	}

	#write(text: string): void {
		this.#controller?.enqueue(encoder.encode(text));
	}

	#over(): void {
		if (this.#controller === undefined) return;
		this.#controller = undefined;
		this.#parts.onOver();
	}
}

import type { EntryFilter } from "../../domain/entry.ts";
import { eventText, KEEP_ALIVE, KEEP_ALIVE_MS, RETRY } from "../../lib/event-stream.ts";
import type { Journal } from "./journal.ts";

/** Entries that are read at a time. */
const PAGE = 200;
/** What comes in quick succession goes out together. */
const GATHER_MS = 50;

const encoder = new TextEncoder();

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
 * entries are gone that the reader has not had; `end` when the session is over. It goes as fast as it is read: what is not
 * read yet is in the journal, not in memory.
 */
export function eventStream({
	journal,
	filter,
	after,
	isOver,
	onOver,
}: EventStreamParts): ReadableStream<Uint8Array> {
	let seq = after;
	let isFirst = true;
	let isCancelled = false;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				if (isFirst) {
					isFirst = false;
					controller.enqueue(encoder.encode(RETRY));
					return;
				}
				const change = journal.changed;
				const wasOver = isOver();
				const page = journal.read({ ...filter, after: seq, limit: PAGE });
				const events = page.entries.map((entry) => eventText(entry.kind, entry, entry.seq));
				if (page.dropped > seq) events.unshift(eventText("dropped", { until: page.dropped }, page.dropped));
				seq = page.next ?? Math.max(journal.lastSeq, seq);
				if (events.length > 0) controller.enqueue(encoder.encode(events.join("")));
				else if (wasOver) {
					controller.enqueue(encoder.encode(eventText("end", {}, seq)));
					controller.close();
					onOver();
				} else {
					const hasChanged = await Promise.race([change.then(() => true), pause(KEEP_ALIVE_MS)]);
					if (hasChanged === true) await pause(GATHER_MS);
					if (!isCancelled) controller.enqueue(encoder.encode(KEEP_ALIVE));
				}
			},
			cancel() {
				isCancelled = true;
				onOver();
			},
		},
		{ highWaterMark: 1 },
	);
}

const pause = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});

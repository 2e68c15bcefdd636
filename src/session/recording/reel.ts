import type { Batch } from "./batch.ts";

/** What one chunk holds, in UTF-16 units of JSON text, and for how long one is added to. */
const CHUNK_LENGTH = 524_288;
const CHUNK_MS = 60_000;

/** Events that lie, or are to lie, in one object. */
export interface Segment {
	readonly seq: number;
	readonly startedAt: number;
	readonly texts: string[];
	length: number;
	events: number;
	from: number;
	to: number;
	/** How many of its events are kept already. */
	kept: number;
	/** Bytes of what is kept. */
	size: number;
}

/** What is in memory of one tab's recording: what is not kept yet, and the chunk that is still added to. */
export class Reel {
	readonly #nextSeq: () => number;
	#segments: Segment[] = [];
	/** Where the tab is. */
	url = "";
	/** Events that have been lost and not written down as such. */
	dropped = 0;

	constructor(nextSeq: () => number) {
		this.#nextSeq = nextSeq;
	}

	/** UTF-16 units. */
	get length(): number {
		return this.#segments.reduce((sum, { length }) => sum + length, 0);
	}

	get unkept(): readonly Segment[] {
		return this.#segments.filter(({ kept, events }) => kept < events);
	}

	add({ text, events, from, to, dropped, url }: Batch): void {
		this.url = url ?? this.url;
		this.dropped += dropped;
		const last = this.#segments.at(-1);
		const segment = last === undefined || isFull(last) ? this.#begin(from, to) : last;
		segment.texts.push(text);
		segment.length += text.length;
		segment.events += events;
		segment.from = Math.min(segment.from, from);
		segment.to = Math.max(segment.to, to);
	}

	/** So many events of a segment are kept, in so many bytes. */
	keep(segment: Segment, events: number, size: number): void {
		segment.kept = events;
		segment.size = size;
		this.#segments = this.#segments.filter(
			(each) => each.kept < each.events || (each === this.#segments.at(-1) && !isFull(each)),
		);
	}

	/** Gives up what is not kept. */
	drop(): void {
		this.dropped += this.unkept.reduce((sum, { events, kept }) => sum + events - kept, 0);
		this.#segments = [];
	}

	#begin(from: number, to: number): Segment {
		const empty = { texts: [], length: 0, events: 0, kept: 0, size: 0 };
		const segment = { seq: this.#nextSeq(), startedAt: Date.now(), from, to, ...empty };
		this.#segments.push(segment);
		return segment;
	}
}

const isFull = ({ length, startedAt }: Segment): boolean =>
	length >= CHUNK_LENGTH || Date.now() - startedAt >= CHUNK_MS;

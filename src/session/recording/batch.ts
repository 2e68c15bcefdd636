import type { RecordedEvent } from "../../domain/recording.ts";
import { parseJson } from "../../lib/json.ts";
import { shownUrl } from "../../lib/redact.ts";
import { LENGTHS } from "./recording-script.ts";

const META = 4;
const MOST_URL_CHARACTERS = 2_048;

/** Events of one tab that have come together. */
export interface Batch {
	/** Their JSON, separated by commas. */
	readonly text: string;
	readonly events: number;
	/** Epoch milliseconds. */
	readonly from: number;
	readonly to: number;
	/** Events that the page left out before them. */
	readonly dropped: number;
	/** Where the page is, when it says so. */
	readonly url: string | undefined;
}

/** A batch, and how much the page has told with it in all. */
export interface HeardBatch {
	readonly batch: Batch;
	readonly sent: number;
}

const HEADER = /^(\d{1,15}) (\d{1,6}) (\d{1,6}) (\d{1,9})\n/;
const MOST_LENGTH = LENGTHS.mostInBatch + LENGTHS.mostInEvent;

/** Puts together what a page tells in parts. What makes no sense is left out. */
export class BatchReader {
	#parts: string[] = [];
	#length = 0;
	#sent = "";

	/** The batch that the message completes, if it does. */
	read(message: string): HeardBatch | undefined {
		const [header, sent = "", part, parts, dropped] = HEADER.exec(message) ?? [];
		if (header === undefined) return undefined;
		if (part === "1") this.#begin(sent);
		const isNext = sent === this.#sent && Number(part) === this.#parts.length + 1;
		this.#length += message.length;
		if (!isNext || this.#length > MOST_LENGTH) {
			this.#begin("");
			return undefined;
		}
		this.#parts.push(message.slice(header.length));
		if (part !== parts) return undefined;
		const batch = batchOf(this.#parts.join(""), Number(dropped));
		this.#begin("");
		return batch && { batch, sent: Number(sent) };
	}

	#begin(sent: string): void {
		this.#sent = sent;
		this.#parts = [];
		this.#length = 0;
	}
}

function batchOf(text: string, dropped: number): Batch | undefined {
	const events = parseJson(`[${text}]`);
	if (!Array.isArray(events) || events.length === 0 || !events.every(isEvent)) return undefined;
	const times = events.map(({ timestamp }) => timestamp);
	const href = events.findLast(({ type }) => type === META)?.data;
	return {
		text,
		events: events.length,
		from: times.reduce((least, time) => Math.min(least, time)),
		to: times.reduce((most, time) => Math.max(most, time)),
		dropped,
		url: urlIn(href),
	};
}

function isEvent(value: unknown): value is RecordedEvent {
	const { type, timestamp } = (value ?? {}) as Partial<RecordedEvent>;
	return Number.isInteger(type) && Number.isSafeInteger(timestamp);
}

function urlIn(data: unknown): string | undefined {
	const { href } = (data ?? {}) as { readonly href?: unknown };
	return typeof href === "string" ? shownUrl(href).slice(0, MOST_URL_CHARACTERS) : undefined;
}

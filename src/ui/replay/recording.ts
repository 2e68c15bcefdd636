import type { Entry } from "../../domain/entry.ts";
import type { RecordedEvent, RecordingSummary } from "../../domain/recording.ts";
import { type Access, readJson } from "./access.ts";
import { harmless } from "./harmless.ts";

const LOGGED = "console,exception,network,navigation";
/** More than a person looks through; the log itself has all of it. */
const MOST_ENTRIES = 10_000;
/** Chunks that are asked for at a time: of a recording that goes on, the last ones are read anew each time. */
const CHUNKS = 4;

/** One tab's events, in the order in which they were told; more may follow these. */
export interface TabRecording {
	readonly tab: string;
	readonly url: string;
	readonly events: readonly RecordedEvent[];
	/** Epoch milliseconds. */
	readonly from: number;
	readonly to: number;
}

export interface SessionRecording {
	readonly summary: RecordingSummary;
	readonly from: number;
	readonly to: number;
	readonly tabs: readonly TabRecording[];
	readonly entries: readonly Entry[];
}

/** What has been read of a tab. */
interface TabRead {
	readonly events: RecordedEvent[];
	/** How many of its events that are, with those that are not shown. */
	count: number;
	/** Where the last page began, and how many of its events have been read. */
	after: number;
	onPage: number;
}

/** Reads a recording, and what has been added to it since. */
export class RecordingReader {
	readonly #access: Access;
	readonly #tabs = new Map<string, TabRead>();
	readonly #entries: Entry[] = [];

	constructor(access: Access) {
		this.#access = access;
	}

	/** All that there is now. `onProgress` is told how much of it is there, from 0 to 1. Not to be called twice at a time. */
	async read(signal: AbortSignal, onProgress: (part: number) => void): Promise<SessionRecording> {
		const [summary] = await Promise.all([
			readJson<RecordingSummary>(this.#access, "recording", signal),
			// A session without a log has a replay all the same.
			this.#readEntries(signal).catch(() => undefined),
		]);
		const tabs: TabRecording[] = [];
		for (const { tab, url, events: count } of summary.tabs) {
			const read = this.#tabs.get(tab) ?? { events: [], count: 0, after: 0, onPage: 0 };
			this.#tabs.set(tab, read);
			// Of a tab in which nothing has happened there is nothing to read.
			if (read.count !== count)
				await this.#readOn(tab, read, signal, () => onProgress(this.#count / summary.events));
			const { events } = read;
			// One event alone shows nothing.
			if (events.length > 1) tabs.push({ tab, url, events: [...events], ...spanOf(events) });
		}
		const from = Math.min(...tabs.map((each) => each.from));
		const to = Math.max(...tabs.map((each) => each.to));
		const entries = this.#entries.toSorted((one, other) => one.time - other.time);
		return { summary, from, to, tabs, entries };
	}

	/** Reads on where it was left, by a failure as well. */
	async #readOn(tab: string, read: TabRead, signal: AbortSignal, onPage: () => void): Promise<void> {
		for (;;) {
			const path = `recording/${encodeURIComponent(tab)}?limit=${CHUNKS}&after=${read.after}`;
			const page: { next?: number; events: RecordedEvent[] } = await readJson(this.#access, path, signal);
			const added = page.events.slice(read.onPage);
			read.events.push(...harmless(added));
			read.count += added.length;
			read.onPage = page.events.length;
			onPage();
			if (page.next === undefined) return;
			read.after = page.next;
			read.onPage = 0;
		}
	}

	async #readEntries(signal: AbortSignal): Promise<void> {
		for (let isMore = true; isMore && this.#entries.length < MOST_ENTRIES;) {
			const after = this.#entries.at(-1)?.seq ?? 0;
			const path = `log?kind=${LOGGED}&limit=1000&after=${after}`;
			const page: { next?: number; entries: Entry[] } = await readJson(this.#access, path, signal);
			this.#entries.push(...page.entries);
			isMore = page.next !== undefined && page.entries.length > 0;
		}
	}

	get #count(): number {
		return [...this.#tabs.values()].reduce((sum, { count }) => sum + count, 0);
	}
}

function spanOf(events: readonly RecordedEvent[]): { from: number; to: number } {
	const times = events.map(({ timestamp }) => timestamp);
	return {
		from: times.reduce((least, time) => Math.min(least, time)),
		to: times.reduce((most, time) => Math.max(most, time)),
	};
}

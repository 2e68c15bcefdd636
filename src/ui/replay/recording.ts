import type { Entry } from "../../domain/entry.ts";
import type { RecordedEvent, RecordingSummary } from "../../domain/recording.ts";
import { type Access, readJson } from "./access.ts";
import { harmless } from "./harmless.ts";

const LOGGED = "console,exception,network,navigation";
/** More than a person looks through; the log itself has all of it. */
const MOST_ENTRIES = 10_000;

/** One tab's events in order of time. */
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

/** All that a replay needs; `onProgress` is told how much of it is there, from 0 to 1. */
export async function loadRecording(
	access: Access,
	onProgress: (part: number) => void,
): Promise<SessionRecording> {
	const [summary, entries] = await Promise.all([
		readJson<RecordingSummary>(access, "recording"),
		// A session without a log has a replay all the same.
		loadEntries(access).catch(() => []),
	]);
	const tabs: TabRecording[] = [];
	let count = 0;
	for (const { tab, url } of summary.tabs) {
		const events: RecordedEvent[] = [];
		for (let after: number | undefined = 0; after !== undefined;) {
			const path = `recording/${encodeURIComponent(tab)}?after=${after}`;
			const page: { next?: number; events: RecordedEvent[] } = await readJson(access, path);
			events.push(...harmless(page.events));
			count += page.events.length;
			onProgress(summary.events === 0 ? 1 : Math.min(1, count / summary.events));
			after = page.next;
		}
		events.sort((one, other) => one.timestamp - other.timestamp);
		const [first] = events;
		const last = events.at(-1);
		// One event alone shows nothing.
		if (first !== undefined && last !== undefined && events.length > 1)
			tabs.push({ tab, url, events, from: first.timestamp, to: last.timestamp });
	}
	const from = Math.min(...tabs.map((each) => each.from));
	const to = Math.max(...tabs.map((each) => each.to));
	return { summary, from, to, tabs, entries };
}

async function loadEntries(access: Access): Promise<Entry[]> {
	const entries: Entry[] = [];
	for (let after: number | undefined = 0; after !== undefined && entries.length < MOST_ENTRIES;) {
		const path = `log?kind=${LOGGED}&limit=1000&after=${after}`;
		const page: { next?: number; entries: Entry[] } = await readJson(access, path);
		entries.push(...page.entries);
		after = page.next;
	}
	return entries.toSorted((one, other) => one.time - other.time);
}

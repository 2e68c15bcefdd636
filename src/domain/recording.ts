/** How a recording stands: it goes on, its session has ended, or it has been given all the room that there is. */
export type RecordingState = "recording" | "ended" | "full";

/** What was recorded, in figures. Times are epoch milliseconds, sizes bytes as they are kept: compressed. */
export interface RecordedFigures {
	/** Of the first event, and of the last; absent without any. */
	readonly from?: number | undefined;
	readonly to?: number | undefined;
	readonly size: number;
	readonly events: number;
	/** Events that are missing: there were too many at a time, or they could not be kept. */
	readonly dropped: number;
}

/** One tab's part of a recording. */
export interface RecordedTab extends RecordedFigures {
	/** The target's id. */
	readonly tab: string;
	/** Where it was last, without what looks like a credential. */
	readonly url: string;
}

export interface RecordingSummary extends RecordedFigures {
	readonly state: RecordingState;
	readonly tabs: readonly RecordedTab[];
}

/** Of all tabs together. */
export function figuresOf(tabs: readonly RecordedFigures[]): RecordedFigures {
	const known = (times: readonly (number | undefined)[]) => times.filter((time) => time !== undefined);
	const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
	const starts = known(tabs.map(({ from }) => from));
	const ends = known(tabs.map(({ to }) => to));
	return {
		from: starts.length === 0 ? undefined : Math.min(...starts),
		to: ends.length === 0 ? undefined : Math.max(...ends),
		size: sum(tabs.map(({ size }) => size)),
		events: sum(tabs.map(({ events }) => events)),
		dropped: sum(tabs.map(({ dropped }) => dropped)),
	};
}

/** A stretch of one tab's events, which lies in an object of its own. */
export interface RecordedChunk {
	/** Grows with each chunk of the session. */
	readonly seq: number;
	readonly objectId: string;
	readonly from: number;
	readonly to: number;
	readonly size: number;
	readonly events: number;
}

export interface ChunkQuery {
	readonly tab: string;
	/** Those with a greater `seq` only. */
	readonly after: number;
	readonly limit: number;
}

export interface ChunkPage {
	readonly chunks: readonly RecordedChunk[];
	/** What to ask after for the next page; absent when there is no more now. */
	readonly next?: number | undefined;
}

/** The one artifact of a session that its recording is listed as. */
export const RECORDING_ARTIFACT = { objectId: "recording", name: "recording.json" } as const;

/** Of an rrweb event, what is looked at. */
export interface RecordedEvent {
	readonly type: number;
	/** Epoch milliseconds, by the browser's clock. */
	readonly timestamp: number;
	readonly data?: unknown;
}

/** How sessions are recorded. The values of fields are masked whatever is said here. */
export interface RecordingSettings {
	/** A selector of CSS: of these elements the text is masked. Empty for none. */
	readonly maskText: string;
	/** The same: of these elements nothing but the size is told. */
	readonly block: string;
	/** What may be kept of one session's, in bytes as they are kept. */
	readonly maxBytes: number;
}

import type { RecordedEvent } from "../../domain/recording.ts";

/** A while in which nothing happens; shorter ones are watched. */
const LEAST_IDLE_MS = 3_000;
/** So much of it is shown before and after. */
const MARGIN_MS = 500;

export interface Stretch {
	/** Epoch milliseconds. */
	readonly from: number;
	readonly to: number;
}

/** When nothing happens, between `from` and `to`, given all that does. */
export function idleStretches(
	events: readonly Pick<RecordedEvent, "timestamp">[],
	from: number,
	to: number,
): readonly Stretch[] {
	const times = [from, ...events.map(({ timestamp }) => timestamp), to];
	return times.slice(1).flatMap((time, at) => {
		const before = times[at] ?? time;
		return time - before < LEAST_IDLE_MS ? [] : [{ from: before + MARGIN_MS, to: time - MARGIN_MS }];
	});
}

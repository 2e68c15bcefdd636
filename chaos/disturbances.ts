export type Disturbance = "outage" | "catalog" | "chrome";

interface Interval {
	readonly what: Disturbance;
	readonly from: number;
	to: number;
}

/** When the driver itself kept Berth from working, so that it is not held against it. Times are epoch milliseconds. */
export class Disturbances {
	readonly #intervals: Interval[] = [];

	/** Begins one; the returned function ends it. */
	begin(what: Disturbance): () => void {
		const interval: Interval = { what, from: Date.now(), to: Number.POSITIVE_INFINITY };
		this.#intervals.push(interval);
		return () => (interval.to = Math.min(interval.to, Date.now()));
	}

	/** Whether there was one of these at any time from `from` to `to`. */
	overlap(whats: readonly Disturbance[], from: number, to = Date.now()): boolean {
		return this.#of(whats).some((each) => each.from <= to && each.to >= from);
	}

	/** When the last of these ended: 0 when there was none, infinity when there is one now. */
	lastEnd(whats: readonly Disturbance[]): number {
		return Math.max(0, ...this.#of(whats).map(({ to }) => to));
	}

	#of(whats: readonly Disturbance[]): readonly Interval[] {
		return this.#intervals.filter(({ what }) => whats.includes(what));
	}
}

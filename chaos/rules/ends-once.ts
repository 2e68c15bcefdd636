import { isActive, type SessionRow, type Snapshot } from "../snapshot.ts";
import type { Rule, RuleParts } from "./rule.ts";

const END = ["end_time", "close_reason", "close_reason_text"] as const;
/** A crash is noticed at once, or when a Chrome that was stopped has left several questions unanswered. */
const CRASH_NOTICED_MS = 60_000;

/** Each session ends once, for one reason, in a proper order of times; what was seen of it never changes back. */
export class EndsOnce implements Rule {
	readonly #parts: RuleParts;
	readonly #seen = new Map<string, SessionRow>();

	constructor(parts: RuleParts) {
		this.#parts = parts;
	}

	/** Every session that was ever seen, as it was last. */
	get seen(): ReadonlyMap<string, SessionRow> {
		return this.#seen;
	}

	observe({ sessions }: Snapshot): void {
		for (const row of sessions) {
			this.#check(row);
			const before = this.#seen.get(row.id);
			if (before !== undefined) this.#compare(before, row);
			this.#seen.set(row.id, row);
		}
	}

	#check(row: SessionRow): void {
		const { start_time, end_time, connection_start_time, connection_end_time } = row;
		const hasEnd = end_time !== null && row.close_reason !== null && row.close_reason_text !== null;
		const hasNoEnd = end_time === null && row.close_reason === null && row.close_reason_text === null;
		if (isActive(row) ? !hasNoEnd : !hasEnd) this.#violation("state and end disagree", row);
		if (end_time !== null && end_time < start_time) this.#violation("it ended before it began", row);
		const times = [start_time, connection_start_time, connection_end_time, end_time].filter(
			(time) => time !== null,
		);
		if (times.some((time, index) => time < (times[index - 1] ?? 0)))
			this.#violation("its times are out of order", row);
		if (row.state === "running" && row.browser_id === null) this.#violation("it runs without a browser", row);
		if (row.close_reason === "ChromiumCrashed" || row.close_reason === "ConnectionError") this.#explain(row);
	}

	#compare(before: SessionRow, row: SessionRow): void {
		if (row.revision < before.revision) this.#violation("its revision went back", row, before);
		if (before.end_time !== null && END.some((field) => before[field] !== row[field]))
			this.#violation("its end changed", row, before);
		if (row.browser_id !== before.browser_id && before.browser_id !== null)
			this.#violation("its browser changed", row, before);
	}

	/** A Chrome goes only when this driver makes it go. */
	#explain(row: SessionRow): void {
		const endTime = row.end_time ?? 0;
		if (!this.#parts.disturbances.overlap(["chrome", "outage"], endTime - CRASH_NOTICED_MS, endTime))
			this.#violation("its browser was lost for no reason", row);
	}

	#violation(rule: string, row: SessionRow, before?: SessionRow): void {
		this.#parts.journal.violation(rule, row.id, { row, before });
	}
}

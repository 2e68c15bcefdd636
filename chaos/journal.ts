import { appendFileSync } from "node:fs";
import { join } from "node:path";

export interface Violation {
	readonly rule: string;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** What the run did and found: counts by kind, and each event in a file with its time. */
export class Journal {
	readonly file: string;
	readonly #counts = new Map<string, number>();
	readonly #violations = new Map<string, Violation>();

	constructor(folder: string) {
		this.file = join(folder, "journal.jsonl");
	}

	get counts(): ReadonlyMap<string, number> {
		return this.#counts;
	}

	get violations(): readonly Violation[] {
		return [...this.#violations.values()];
	}

	/** Something happened that is not worth a line. */
	count(event: string, times = 1): void {
		this.#counts.set(event, (this.#counts.get(event) ?? 0) + times);
	}

	/** Something happened: it is written down, and counted under its name. */
	note(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
		this.count(event);
		this.#write({ event, ...fields });
	}

	/** Something is wrong; `id` says what with, so that it is told once. */
	violation(rule: string, id: string, fields: Readonly<Record<string, unknown>>): void {
		const key = `${rule} ${id}`;
		if (this.#violations.has(key)) return;
		const violation = { rule, fields: { at: Date.now(), id, ...fields } };
		this.#violations.set(key, violation);
		this.#write({ violation: rule, ...violation.fields });
	}

	#write(line: Readonly<Record<string, unknown>>): void {
		const now = Date.now();
		appendFileSync(
			this.file,
			`${JSON.stringify({ now, time: new Date(now).toISOString().slice(11, 23), ...line })}\n`,
		);
	}
}

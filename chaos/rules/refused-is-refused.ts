import type { Snapshot } from "../snapshot.ts";
import type { Rule, RuleParts } from "./rule.ts";

/** A session whose create was refused gets ready no more; it may take an acquisition under way to its end. */
const GRACE_MS = 5_000;

/**
 * A create that was refused leaves no session that runs: nobody knows of it. One whose client hung up does here, as
 * wrangler 4.155 doesn't let its Worker know.
 */
export class RefusedIsRefused implements Rule {
	readonly #parts: RuleParts;

	constructor(parts: RuleParts) {
		this.#parts = parts;
	}

	observe({ from, sessions }: Snapshot): void {
		const { ledger, journal, disturbances } = this.#parts;
		for (const row of sessions) {
			const create = ledger.creates.get(row.name ?? "");
			if (create?.answeredAt === undefined || create.status === undefined || create.status === 200) continue;
			// While D1 fails its row may lag behind.
			const since = Math.max(create.answeredAt, disturbances.lastEnd(["catalog", "outage"]));
			const isLeft = row.state === "running" || row.state === "waiting" || row.state === "creating";
			if (isLeft && from > since + GRACE_MS)
				journal.violation("a create was refused, and its session is there", row.id, {
					create,
					row,
				});
		}
	}
}

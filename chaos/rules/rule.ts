import type { Disturbances } from "../disturbances.ts";
import type { Journal } from "../journal.ts";
import type { Ledger } from "../ledger.ts";
import type { Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";

/** What must hold at every moment. One is shown each snapshot in turn, and writes down what does not hold. */
export interface Rule {
	observe(snapshot: Snapshot): void;
}

export interface RuleParts {
	readonly settings: Settings;
	readonly journal: Journal;
	readonly ledger: Ledger;
	readonly disturbances: Disturbances;
}

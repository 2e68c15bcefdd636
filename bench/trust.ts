import { median } from "./statistics.ts";

export interface MachineLoad {
	readonly cores: number;
	/** The load average of the minute before the bench. */
	readonly before: number;
	/** How much of all cores was in use, 0 to 1, in each pause in which the bench itself had no work. */
	readonly busyShares: readonly number[];
}

/** Above these the figures say more about the machine than about what is measured. */
const MOST_LOAD_PER_CORE = 0.5;
const MOST_BUSY_SHARE = 0.25;
const MOST_SPREAD = 0.3;

/** Why figures are not to be trusted, for people to read; nothing where they are. `spreads` are those of each column. */
export function doubts(load: MachineLoad, spreads: readonly number[]): readonly string[] {
	const { cores, before, busyShares } = load;
	const busy = busyShares.length === 0 ? 0 : median(busyShares);
	const wide = spreads.filter((spread) => spread > MOST_SPREAD).length;
	return [
		...(before > cores * MOST_LOAD_PER_CORE
			? [`the load was ${before.toFixed(1)} on ${cores} cores before it began`]
			: []),
		...(busy > MOST_BUSY_SHARE
			? [`other programs used ${Math.round(busy * 100)} % of the cores in its pauses`]
			: []),
		...(wide > 0
			? [`in ${wide} of ${spreads.length} columns the samples lie more than ${MOST_SPREAD * 100} % apart`]
			: []),
	];
}

/** The sentence below the table. */
export function verdict(load: MachineLoad, spreads: readonly number[]): string {
	const { cores, before, busyShares } = load;
	const reasons = doubts(load, spreads);
	const busy = busyShares.length === 0 ? "–" : `${Math.round(median(busyShares) * 100)} %`;
	const seen = `Load before: ${before.toFixed(1)} on ${cores} cores; in use in the pauses: ${busy}.`;
	return reasons.length === 0
		? `${seen} The machine was quiet enough.`
		: `${seen}\nTOO BUSY TO TRUST THIS TABLE: ${reasons.join("; ")}.`;
}

import type { Backend } from "./backend.ts";
import { Contestant } from "./contestant.ts";
import type { Figure, Scenario } from "./scenario.ts";

/** A figure's values: for each backend, by its name, one of each round. */
export interface Measurement {
	readonly figure: Figure;
	readonly values: ReadonlyMap<string, readonly number[]>;
	/** Why a backend, by its name, has no values, or none of the last rounds. */
	readonly failures: ReadonlyMap<string, string>;
}

export interface Sampling {
	readonly rounds: number;
	/** No round is begun past it. */
	readonly budgetMs: number;
	/** How long preparing or a sample may take. */
	readonly patienceMs?: number;
	/** Called between the rounds, when nothing is measured. */
	readonly pause?: () => Promise<void>;
	/** Called with each try that fails. */
	readonly onFailure?: (message: string) => void;
}

const DEFAULT_PATIENCE_MS = 60_000;
/** A slow machine takes fewer rounds, but this many. */
const leastRounds = 3;

/**
 * Measures a scenario round by round, every backend once a round and another one first each time, so that whatever
 * else the machine does meets them all.
 */
export async function measure(
	scenario: Scenario,
	backends: readonly Backend[],
	sampling: Sampling,
): Promise<readonly Measurement[]> {
	const { rounds, budgetMs, patienceMs = DEFAULT_PATIENCE_MS, onFailure = () => {} } = sampling;
	const startedAt = performance.now();
	const contestants = backends.map((backend) => new Contestant(scenario, backend, patienceMs, onFailure));
	try {
		for (const contestant of contestants) await contestant.prepare();
		for (let round = 0; round < rounds; round++) {
			if (round >= leastRounds && performance.now() - startedAt > budgetMs) break;
			await sampling.pause?.();
			const first = round % contestants.length;
			for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)])
				await contestant.sample();
		}
	} finally {
		for (const contestant of contestants) await contestant.close();
	}
	const failures = new Map(
		contestants.flatMap(({ name, failure }) => (failure === undefined ? [] : [[name, failure] as const])),
	);
	return scenario.figures.map((figure, index) => ({
		figure,
		failures,
		values: new Map(
			contestants.map(({ name, samples }) => [name, samples.map((sample) => sample[index] ?? Number.NaN)]),
		),
	}));
}

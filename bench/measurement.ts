import type { Backend } from "./backend.ts";
import type { Figure, Prepared, Scenario } from "./scenario.ts";

/** A figure's values: for each backend, by its name, one of each round. */
export interface Measurement {
	readonly figure: Figure;
	readonly values: ReadonlyMap<string, readonly number[]>;
}

interface Contestant {
	readonly name: string;
	readonly prepared: Prepared;
	readonly samples: (readonly number[])[];
}

/** How long preparing or a sample may take: what is stuck is to end. */
const patienceMs = 60_000;
/** A slow machine takes fewer rounds, but this many. */
const leastRounds = 3;

/**
 * Measures a scenario round by round, every backend once a round and another one first each time, so that whatever
 * else the machine does meets them all. Past `budgetMs` no round is begun.
 */
export async function measure(
	scenario: Scenario,
	backends: readonly Backend[],
	{ rounds, budgetMs }: { rounds: number; budgetMs: number },
): Promise<readonly Measurement[]> {
	const startedAt = performance.now();
	const contestants: Contestant[] = [];
	try {
		for (const backend of backends) {
			const prepared = await inTime(scenario.prepare(backend), `${scenario.name}, ${backend.name}`);
			contestants.push({ name: backend.name, prepared, samples: [] });
		}
		for (let round = 0; round < rounds; round++) {
			if (round >= leastRounds && performance.now() - startedAt > budgetMs) break;
			const first = round % contestants.length;
			for (const { name, prepared, samples } of [...contestants.slice(first), ...contestants.slice(0, first)])
				samples.push(await inTime(prepared.sample(), `${scenario.name}, ${name}`));
		}
	} finally {
		for (const { prepared } of contestants) await inTime(prepared.close(), `${scenario.name}, closing`);
	}
	return scenario.figures.map((figure, index) => ({
		figure,
		values: new Map(
			contestants.map(({ name, samples }) => [name, samples.map((sample) => sample[index] ?? Number.NaN)]),
		),
	}));
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const expiry = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what}: nothing for ${patienceMs / 1000} s`)), patienceMs);
	});
	try {
		return await Promise.race([work, expiry]);
	} finally {
		clearTimeout(timer);
	}
}

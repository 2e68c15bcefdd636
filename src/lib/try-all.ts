import { settled, withTimeout } from "./timeout.ts";

export interface TryAllBounds {
	readonly atATime: number;
	/** Of each. */
	readonly tries: number;
	readonly patiencePerTryMs: number;
	/** For all together. */
	readonly patienceMs: number;
}

/** Does something with each, again where it fails, within bounds. Gives those that it was not done with. */
export async function tryAll<T>(
	all: readonly T[],
	work: (each: T) => Promise<unknown>,
	{ atATime, tries, patiencePerTryMs, patienceMs }: TryAllBounds,
): Promise<T[]> {
	const undone = new Set(all);
	const queue = [...all];
	const inTime = AbortSignal.timeout(patienceMs);
	const workOff = async () => {
		for (let each = queue.shift(); each !== undefined && !inTime.aborted; each = queue.shift())
			for (let left = tries; left > 0 && !inTime.aborted && undone.has(each); left -= 1)
				try {
					await withTimeout(work(each), patiencePerTryMs, "one of many");
					undone.delete(each);
				} catch {
					// It is tried again, or among those that are given back.
				}
	};
	await settled(Promise.all(Array.from({ length: atATime }, workOff)), patienceMs);
	return [...undone];
}

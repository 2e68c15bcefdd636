/** Thrown by {@link withTimeout} when the time is over. */
export class TimeoutError extends Error {
	override readonly name = "TimeoutError";
}

/** Waits until `task` has ended, well or not, for `ms` milliseconds at most. */
export async function settled(task: Promise<unknown>, ms: number): Promise<void> {
	await withTimeout(task, ms, "waiting").catch(() => undefined);
}

/** The outcome of `task`, or a {@link TimeoutError} after `ms` milliseconds. The task itself is not stopped. */
export async function withTimeout<T>(task: Promise<T>, ms: number, what: string): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const expiry = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new TimeoutError(`${what} took longer than ${ms} ms`)), ms);
	});
	try {
		return await Promise.race([task, expiry]);
	} finally {
		clearTimeout(timer);
	}
}

export const pause = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});

/** Timers take no more. */
const MOST_TIMER_MS = 2 ** 31 - 1;

/** Waits so long, or until it is aborted; for 24 days at most. */
export const waitFor = (ms: number, signal: AbortSignal): Promise<void> =>
	new Promise((resolve) => {
		if (ms <= 0 || signal.aborted) return resolve();
		const timer = setTimeout(() => resolve(), Math.min(ms, MOST_TIMER_MS));
		const giveUp = () => {
			clearTimeout(timer);
			resolve();
		};
		signal.addEventListener("abort", giveUp, { once: true });
		return undefined;
	});

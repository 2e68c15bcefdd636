/**
 * Makes concurrent callers share one run of `task`. A run that has ended is forgotten, whether it succeeded or
 * not, so the next call starts afresh.
 */
export function singleFlight<T>(task: () => Promise<T>): () => Promise<T> {
	let running: Promise<T> | undefined;
	return () => {
		running ??= task().finally(() => {
			running = undefined;
		});
		return running;
	};
}

import { ModelFault } from "./model-fault.ts";

const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 500;
/** A model that wants to be left alone for longer is not waited for. */
const LONGEST_PAUSE_MS = 60_000;

export interface RetryBounds {
	/** Epoch milliseconds: what would go on beyond is not begun. */
	readonly endsAt: number;
	/** Waits; ends early, by throwing, when nobody waits for the answer any more. */
	readonly pause: (ms: number) => Promise<void>;
}

/** Asks up to three times, where it is worth it. Throws a {@link ModelFault}, the last. */
export async function withRetries<T>(ask: () => Promise<T>, { endsAt, pause }: RetryBounds): Promise<T> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await ask();
		} catch (thrown) {
			const fault = faultOf(thrown);
			if (!fault.isWorthRetrying || tries === MOST_TRIES) throw fault;
			const pauseMs = fault.retryAfterMs ?? FIRST_PAUSE_MS * 4 ** (tries - 1);
			if (pauseMs > LONGEST_PAUSE_MS || Date.now() + pauseMs >= endsAt) throw fault;
			await pause(pauseMs);
		}
	}
}

/**
 * What became of asking. Neither package says of a lost connection or a broken answer that it is worth another try: what
 * is not known is.
 */
export function faultOf(thrown: unknown): ModelFault {
	if (thrown instanceof ModelFault) return thrown;
	if (thrown instanceof Error && thrown.cause instanceof ModelFault) return thrown.cause;
	return new ModelFault("unavailable", { isWorthRetrying: true });
}

import * as polling from "../polling.ts";
import { type ApiProblem, problemFrom } from "./api/problem.ts";

export interface Polled<T> extends Omit<polling.Polled<T>, "fault"> {
	/** Why the last try failed. */
	readonly problem: ApiProblem | undefined;
}

/** Asks Berth for something again and again, as the pages' own `usePolling` does. */
export function usePolling<T>(...asked: Parameters<typeof polling.usePolling<T>>): Polled<T> {
	const { fault, ...polled } = polling.usePolling(...asked);
	return { ...polled, problem: fault === undefined ? undefined : problemFrom(fault) };
}

import type { Problem } from "./problem.ts";

/** What an operation that may be refused gives back. Refusals are values; faults throw. */
export type Result<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly problem: Problem };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (problem: Problem): { readonly ok: false; readonly problem: Problem } => ({
	ok: false,
	problem,
});

import type { Problem } from "../domain/problem.ts";
import type { Result } from "../domain/result.ts";

/** Carries a refusal to the one error handler, which answers it in the request's dialect. */
export class ProblemError extends Error {
	readonly problem: Problem;

	constructor(problem: Problem) {
		super(problem.message);
		this.problem = problem;
	}
}

/** What a result holds; its refusal becomes the request's answer. */
export function valueOf<T>(result: Result<T>): T {
	if (!result.ok) throw new ProblemError(result.problem);
	return result.value;
}

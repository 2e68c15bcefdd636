import { type Problem, type ProblemCode, problem } from "../domain/problem.ts";

/** Thrown inside a command to end it with a problem; the runner alone catches it, and makes a value of it. */
export class Refused extends Error {
	override readonly name = "Refused";
	readonly problem: Problem;

	constructor(code: ProblemCode, message: string) {
		super(message);
		this.problem = problem(code, message);
	}
}

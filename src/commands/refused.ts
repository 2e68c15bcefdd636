import { type Problem, type ProblemCode, problem } from "../domain/problem.ts";

/** Thrown inside a command to end it with a problem; the runner alone catches it, and makes a value of it. */
export class Refused extends Error {
	override readonly name = "Refused";
	readonly problem: Problem;

	constructor(
		code: ProblemCode,
		message: string,
		details: Pick<Problem, "retryAfterS" | "modelAnswer"> = {},
	) {
		super(message);
		this.problem = { ...details, ...problem(code, message) };
	}

	/** What something else was refused with. */
	static with({ code, message, retryAfterS, modelAnswer }: Problem): Refused {
		return new Refused(code, message, {
			...(retryAfterS !== undefined && { retryAfterS }),
			...(modelAnswer !== undefined && { modelAnswer }),
		});
	}
}

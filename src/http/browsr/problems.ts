import type { Problem } from "../../domain/problem.ts";
import { PROBLEM_STATUS } from "../problem-status.ts";

/** A problem in Browsr's API, whose codes are the problems' own. */
export const browsrError = ({ code, message, modelAnswer }: Problem) => ({
	status: PROBLEM_STATUS[code],
	body: { error: message, code, ...(modelAnswer !== undefined && { model_answer: modelAnswer }) },
});

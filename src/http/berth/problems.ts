import type { Problem } from "../../domain/problem.ts";
import { PROBLEM_STATUS } from "../problem-status.ts";

/** A problem in Berth's own API, where the code itself says what it is. */
export const berthError = ({ code, message, limit }: Problem) => ({
	status: PROBLEM_STATUS[code],
	body: { error: { code, message, limit } },
});

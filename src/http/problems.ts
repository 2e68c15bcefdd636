import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { type Problem, problem } from "../domain/problem.ts";
import { describeIssue, unknownField } from "../lib/known-fields.ts";
import { describeFault, log } from "../lib/log.ts";
import { ProblemError } from "./problem-error.ts";

// Each strict schema names the nearest field that it knows, without having to ask for it.
z.config({ customError: unknownField });

/** What a client is told of anything that was thrown: a refusal as it is, a fault only that it happened. */
export function problemOf(thrown: unknown): Problem {
	if (thrown instanceof ProblemError) return thrown.problem;
	if (thrown instanceof HTTPException && thrown.status < 500)
		return problem(thrown.status === 413 ? "payload_too_large" : "invalid_request", messageOf(thrown));
	log("error", "request.failed", { fault: describeFault(thrown) });
	return problem("internal", "Internal error.");
}

const messageOf = (exception: HTTPException): string =>
	exception.message === "" ? "The request could not be read." : exception.message;

interface Validation {
	readonly success: boolean;
	readonly error?: { readonly issues: Parameters<typeof describeIssue>[0] };
}

/** What validators call with their outcome: names the first thing that is wrong with an input, and where. */
export function refuseInvalid(validation: Validation): void {
	if (validation.success) return;
	throw new ProblemError(problem("invalid_request", describeIssue(validation.error?.issues ?? [])));
}

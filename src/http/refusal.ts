import type { Problem } from "../domain/problem.ts";

interface ErrorAnswer {
	readonly status: number;
	readonly body: object;
}

/** How a dialect words a problem. */
export type PresentProblem = (problem: Problem) => ErrorAnswer;

/** A refusal as a dialect words it, with the headers that it has in all of them. */
export function refusalIn(present: PresentProblem, problem: Problem): Response {
	const { status, body } = present(problem);
	const headers = new Headers({ "cache-control": "no-store" });
	if (problem.retryAfterS !== undefined) headers.set("Retry-After", String(problem.retryAfterS));
	if (problem.code === "upgrade_required") headers.set("Upgrade", "websocket");
	if (problem.allow !== undefined) headers.set("Allow", problem.allow.join(", "));
	return Response.json(body, { status, headers });
}

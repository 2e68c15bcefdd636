import { type ApiProblem, hintFor } from "../api/problem.ts";

/** Says what went wrong, and what may be done about it. */
export function ProblemNote({ problem, what }: { readonly problem: ApiProblem; readonly what: string }) {
	const hint = hintFor(problem);
	return (
		<div class="note problem" role="alert">
			<strong>{what}</strong>
			<p>{problem.message}</p>
			{hint !== "" && <p class="quiet">{hint}</p>}
		</div>
	);
}

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { ApiProblem } from "../api/problem.ts";

/** What an input needs to belong to its field. */
export interface InputProps {
	readonly id: string;
	readonly name: string;
	readonly "aria-describedby": string | undefined;
	readonly "aria-invalid": boolean;
}

export interface FieldProps {
	readonly label: string;
	/** As the API calls it; a refusal that names it, or something in it, is shown here. */
	readonly name: string;
	readonly hint?: ComponentChildren;
	/** Whether it has a line of its own. */
	readonly isWhole?: boolean;
	readonly problem?: ApiProblem | undefined;
	readonly children: (input: InputProps) => ComponentChildren;
}

/** A label, an input, a hint, and what is wrong with it. */
export function Field({ label, name, hint, isWhole = false, problem, children }: FieldProps) {
	const id = useId();
	const isWrong = concerns(problem, name);
	const about = [hint !== undefined && `${id}-hint`, isWrong && `${id}-wrong`].filter(Boolean).join(" ");
	return (
		<div class={["field", isWrong && "wrong", isWhole && "whole"].filter(Boolean).join(" ")}>
			<label for={id}>{label}</label>
			{children({
				id,
				name,
				"aria-describedby": about === "" ? undefined : about,
				"aria-invalid": isWrong,
			})}
			{hint !== undefined && (
				<p class="hint" id={`${id}-hint`}>
					{hint}
				</p>
			)}
			{isWrong && (
				<p class="complaint" id={`${id}-wrong`} role="alert">
					{problem?.complaint}
				</p>
			)}
		</div>
	);
}

export const concerns = (problem: ApiProblem | undefined, name: string): boolean =>
	problem?.field === name || problem?.field?.startsWith(`${name}.`) === true;

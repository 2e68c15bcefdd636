import { type DomainSet, saveDomainSet } from "../api/domain-sets.ts";
import { ApiProblem } from "../api/problem.ts";
import { announce } from "../parts/announcer.tsx";
import { concerns, Field } from "../parts/field.tsx";
import { formText, formWords } from "../parts/form-text.ts";
import { ProblemNote } from "../parts/problem-note.tsx";
import { useSubmit } from "../parts/use-submit.ts";

export interface DomainSetFormProps {
	/** The set that is changed; a new one without it. */
	readonly set?: DomainSet;
	/** Names that a new one can't have. */
	readonly taken?: readonly string[];
	readonly onSaved: () => void;
	readonly onCancel?: () => void;
}

/** What a set holds, to be written down anew. */
export function DomainSetForm({ set, taken = [], onSaved, onCancel }: DomainSetFormProps) {
	const { problem, isBusy, onSubmit } = useSubmit(async (fields, form) => {
		const name = set?.name ?? formText(fields, "name");
		if (name === "") throw wrongName("is needed");
		if (taken.includes(name)) throw wrongName("there is a set of this name already");
		await saveDomainSet(name, formWords(fields, "domains"));
		announce(`The domain set ${name} is saved`);
		form.reset();
		onSaved();
	});
	return (
		<form class="set-form" onSubmit={onSubmit} noValidate>
			{set === undefined && (
				<Field label="Name" name="name" problem={problem} hint="Lower-case letters, digits and hyphens.">
					{(input) => (
						<input {...input} type="text" maxLength={63} spellcheck={false} autocapitalize="none" />
					)}
				</Field>
			)}
			<Field
				label="Hosts"
				name="domains"
				problem={problem}
				hint="One a line, each with one * at most, such as *.example.com."
			>
				{(input) => (
					<textarea
						{...input}
						rows={Math.min(Math.max(set?.domains.length ?? 0, 3), 12)}
						defaultValue={set?.domains.join("\n")}
						spellcheck={false}
						autocapitalize="none"
					/>
				)}
			</Field>
			{problem !== undefined && !concerns(problem, "name") && !concerns(problem, "domains") && (
				<ProblemNote problem={problem} what="The set was not saved" />
			)}
			<div class="buttons">
				<button class="primary" disabled={isBusy}>
					{set === undefined ? "Make the set" : "Save the set"}
				</button>
				{onCancel !== undefined && (
					<button type="button" onClick={onCancel}>
						Cancel
					</button>
				)}
			</div>
		</form>
	);
}

const wrongName = (why: string) => new ApiProblem("invalid_request", `name: ${why}`, 400);

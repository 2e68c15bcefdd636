import { useState } from "preact/hooks";
import { type ApiProblem, problemFrom } from "../api/problem.ts";

export interface Submission {
	/** Why what was submitted last was refused. */
	readonly problem: ApiProblem | undefined;
	/** Whether an answer is waited for; nothing more can be submitted then. */
	readonly isBusy: boolean;
	readonly onSubmit: (event: SubmitEvent) => void;
}

/** Sends a form by `send`, which throws what refuses it; a person is brought to the field that is wrong. */
export function useSubmit(send: (fields: FormData, form: HTMLFormElement) => Promise<void>): Submission {
	const [problem, setProblem] = useState<ApiProblem>();
	const [isBusy, setIsBusy] = useState(false);
	const submit = async (form: HTMLFormElement) => {
		setProblem(undefined);
		setIsBusy(true);
		try {
			await send(new FormData(form), form);
		} catch (fault) {
			setProblem(problemFrom(fault));
			focusOnWrong(form);
		}
		setIsBusy(false);
	};
	const onSubmit = (event: SubmitEvent) => {
		event.preventDefault();
		if (!isBusy) void submit(event.currentTarget as HTMLFormElement);
	};
	return { problem, isBusy, onSubmit };
}

/** Once it is shown. */
const focusOnWrong = (form: HTMLFormElement): void =>
	queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());

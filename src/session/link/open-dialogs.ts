import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";

/** A dialog as Chrome tells of it. */
export interface OpenDialog {
	readonly type: string;
	readonly message: string;
	readonly url: string;
	readonly defaultPrompt?: string | undefined;
}

export interface DialogAnswer {
	readonly accept: boolean;
	readonly promptText?: string | undefined;
}

interface Waiting {
	readonly dialog: OpenDialog;
	readonly answer: (answer: DialogAnswer) => void;
}

/** The pages' dialogs that wait for an answer: Chrome tells of one, and takes its answer from, only who was there when it opened. */
export class OpenDialogs {
	readonly #waiting = new Map<string, Waiting>();

	opened(targetId: string, dialog: OpenDialog, answer: Waiting["answer"]): void {
		this.#waiting.set(targetId, { dialog, answer });
	}

	closed(targetId: string): void {
		this.#waiting.delete(targetId);
	}

	/** Nobody is there any more who could answer. */
	forgetAll(): void {
		this.#waiting.clear();
	}

	of(targetId: string | undefined): OpenDialog | undefined {
		return this.#waiting.get(targetId ?? "")?.dialog;
	}

	/** Refuses with `no_dialog`. */
	answer(targetId: string | undefined, answer: DialogAnswer): Result<void> {
		const waiting = this.#waiting.get(targetId ?? "");
		if (waiting === undefined) return refuse(problem("no_dialog", "There is no dialog open."));
		waiting.answer(answer);
		return ok(undefined);
	}
}

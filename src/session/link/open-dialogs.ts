import { z } from "zod";
import type { CdpEvent } from "../../browser/cdp.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";

/** A page may say as much as it likes; of that, nobody reads more. */
const MAX_TEXT_LENGTH = 10_000;
const text = z.string().transform((long) => long.slice(0, MAX_TEXT_LENGTH));

const opening = z.object({
	type: z.string(),
	message: text,
	url: text,
	defaultPrompt: text.optional(),
});

/** A dialog as Chrome tells of it. */
export type OpenDialog = z.infer<typeof opening>;

export interface DialogAnswer {
	readonly accept: boolean;
	readonly promptText?: string | undefined;
}

type Answer = (answer: DialogAnswer) => void;

interface Waiting {
	readonly dialog: OpenDialog;
	/** Of everybody who was there when it opened, by whom it was told: Chrome takes an answer from nobody else. */
	readonly answers: Map<object, Answer>;
}

/**
 * The pages' dialogs that wait for an answer. Chrome gives one itself, unless somebody hears of the page's events; where
 * those who hear may only look, it is given here.
 */
export class OpenDialogs {
	readonly #waiting = new Map<string, Waiting>();
	readonly #mayAnswer: () => boolean;

	/** `mayAnswer`: whether somebody is there who may answer a page's dialog. */
	constructor(mayAnswer: () => boolean) {
		this.#mayAnswer = mayAnswer;
	}

	/** An event of a page, whatever it is, that `hearer` was told and may answer with `answer`. */
	heard(hearer: object, targetId: string, { method, params }: CdpEvent, answer: Answer): void {
		if (method === "Page.javascriptDialogClosed") this.closed(targetId);
		if (method !== "Page.javascriptDialogOpening") return;
		const { data: dialog } = opening.safeParse(params);
		if (dialog === undefined) return;
		if (!this.#mayAnswer()) return answer({ accept: dialog.type === "beforeunload" });
		const waiting = this.#waiting.get(targetId) ?? { dialog, answers: new Map<object, Answer>() };
		waiting.answers.set(hearer, answer);
		this.#waiting.set(targetId, waiting);
	}

	closed(targetId: string): void {
		this.#waiting.delete(targetId);
	}

	/** Who has gone can't answer; what nobody can has been answered by Chrome. */
	left(hearer: object): void {
		for (const [targetId, { answers }] of this.#waiting)
			if (answers.delete(hearer) && answers.size === 0) this.closed(targetId);
	}

	of(targetId: string | undefined): OpenDialog | undefined {
		return this.#waiting.get(targetId ?? "")?.dialog;
	}

	/** Refuses with `no_dialog`. */
	answer(targetId: string | undefined, given: DialogAnswer): Result<void> {
		const waiting = this.#waiting.get(targetId ?? "");
		if (waiting === undefined) return refuse(problem("no_dialog", "There is no dialog open."));
		for (const answer of waiting.answers.values()) answer(given);
		return ok(undefined);
	}
}

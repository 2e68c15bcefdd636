import { z } from "zod";
import type { CdpEvent } from "../../browser/cdp.ts";
import type { DialogAnswer, OpenDialogs } from "./open-dialogs.ts";
import type { AttachedTarget, TargetWatcher } from "./target-tree.ts";

/** A page may say as much as it likes; of that, nobody reads more. */
const MAX_TEXT_LENGTH = 10_000;
const text = z.string().transform((long) => long.slice(0, MAX_TEXT_LENGTH));

const opening = z.object({
	type: z.string(),
	message: text,
	url: text,
	defaultPrompt: text.optional(),
});

export interface DialogsParts {
	/** Whether a tab is the session's: a browser that somebody else runs has others. */
	readonly owns: (targetId: string) => boolean;
	/** Whether somebody is there who may answer a page's dialog. */
	readonly mayAnswer: () => boolean;
	readonly open: OpenDialogs;
}

/**
 * Hears the pages' events, and with that has their dialogs wait for an answer, which Chrome itself would give otherwise:
 * where nobody is there who may, it is given here.
 */
export class Dialogs implements TargetWatcher {
	readonly #parts: DialogsParts;

	constructor(parts: DialogsParts) {
		this.#parts = parts;
	}

	attached({ type, post }: AttachedTarget): void {
		if (type === "page") post("Page.enable");
	}

	detached({ targetId }: AttachedTarget): void {
		this.#parts.open.closed(targetId);
	}

	event({ type, targetId, post }: AttachedTarget, { method, params }: CdpEvent): void {
		const { owns, mayAnswer, open } = this.#parts;
		if (type !== "page" || !owns(targetId)) return;
		if (method === "Page.javascriptDialogClosed") open.closed(targetId);
		if (method !== "Page.javascriptDialogOpening") return;
		const { data: dialog } = opening.safeParse(params);
		if (dialog === undefined) return;
		const answer = (given: DialogAnswer) => post("Page.handleJavaScriptDialog", given);
		if (mayAnswer()) open.opened(targetId, dialog, answer);
		else answer({ accept: dialog.type === "beforeunload" });
	}

	stop(): void {
		this.#parts.open.forgetAll();
	}
}

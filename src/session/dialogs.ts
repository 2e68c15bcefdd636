import { z } from "zod";
import type { CdpEvent } from "../browser/cdp.ts";
import type { AttachedTarget, TargetWatcher } from "./target-tree.ts";

const opening = z.object({ type: z.string() });

export interface DialogsParts {
	/** Whether a tab is the session's: a browser that somebody else runs has others. */
	readonly owns: (targetId: string) => boolean;
	/** Whether somebody is there who may answer a page's dialog. */
	readonly mayAnswer: () => boolean;
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

	event({ type, targetId, post }: AttachedTarget, { method, params }: CdpEvent): void {
		if (method !== "Page.javascriptDialogOpening" || type !== "page") return;
		const { data } = opening.safeParse(params);
		const { owns, mayAnswer } = this.#parts;
		if (data !== undefined && owns(targetId) && !mayAnswer())
			post("Page.handleJavaScriptDialog", { accept: data.type === "beforeunload" });
	}
}

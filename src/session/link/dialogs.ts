import type { CdpEvent } from "../../browser/cdp.ts";
import type { OpenDialogs } from "./open-dialogs.ts";
import type { AttachedTarget, TargetWatcher } from "./target-tree.ts";

export interface DialogsParts {
	/** Whether a tab is the session's: a browser that somebody else runs has others. */
	readonly owns: (targetId: string) => boolean;
	readonly open: OpenDialogs;
}

/** Hears the pages' events, and with that answers for their dialogs. */
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

	event({ type, targetId, post }: AttachedTarget, event: CdpEvent): void {
		const { owns, open } = this.#parts;
		if (type !== "page" || !owns(targetId)) return;
		open.heard(this, targetId, event, (answer) => post("Page.handleJavaScriptDialog", answer));
	}

	stop(): void {
		this.#parts.open.left(this);
	}
}

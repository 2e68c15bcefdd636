import type { Dialog } from "@cloudflare/puppeteer";
import { Refused } from "./refused.ts";

export interface DialogDescription {
	readonly type: string;
	readonly message: string;
	readonly default_value?: string;
}

/** A page decides how long its texts are. */
const MOST_CHARACTERS = 2_000;

export const describeDialog = (dialog: Dialog): DialogDescription => ({
	type: dialog.type(),
	message: dialog.message().slice(0, MOST_CHARACTERS),
	...(dialog.type() === "prompt" && { default_value: dialog.defaultValue().slice(0, MOST_CHARACTERS) }),
});

export const dialogOpen = (dialog: Dialog): Refused =>
	new Refused(
		"dialog_open",
		`The page shows a dialog (${dialog.type()}: ${JSON.stringify(dialog.message().slice(0, 200))}) and waits. Answer it with handle_dialog.`,
	);

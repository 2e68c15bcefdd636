import type { Dialog } from "@cloudflare/puppeteer";
import { Refused } from "./refused.ts";

export interface DialogDescription {
	readonly type: string;
	readonly message: string;
	readonly default_value?: string;
}

export const describeDialog = (dialog: Dialog): DialogDescription => ({
	type: dialog.type(),
	message: dialog.message().slice(0, 2_000),
	...(dialog.type() === "prompt" && { default_value: dialog.defaultValue() }),
});

export const dialogOpen = (dialog: Dialog): Refused =>
	new Refused(
		"dialog_open",
		`The page shows a dialog (${dialog.type()}: ${JSON.stringify(dialog.message().slice(0, 200))}) and waits. Answer it with handle_dialog.`,
	);

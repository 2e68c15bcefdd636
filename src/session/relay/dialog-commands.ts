import { z } from "zod";
import { handoffTarget } from "../../domain/handoff.ts";
import type { AccessMode } from "../../domain/principal.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { OpenDialogs } from "../link/open-dialogs.ts";

/** What the dialogs' commands need of the session. */
export interface DialogHost {
	readonly mode: AccessMode;
	readonly dialogs: OpenDialogs;
}

interface Sent {
	/** The page that the command was sent to, where it was sent to one. */
	readonly pageId: string | undefined;
}

const looked = z.strictObject({ targetId: handoffTarget.optional() });

/** `Cloudflare.getDialog`: the dialog that a page waits with, for who was not there when it opened. */
export const readDialog = {
	params: looked,
	answer: async (
		{ targetId }: z.infer<typeof looked>,
		{ pageId }: Sent,
		{ dialogs, mode }: DialogHost,
	): Promise<Result<object>> => {
		// A read-only connection is confined to its target.
		const dialog = dialogs.of(mode === "readonly" ? pageId : (targetId ?? pageId));
		return ok(dialog === undefined ? { open: false } : { open: true, ...dialog });
	},
};

const answered = z.strictObject({
	targetId: handoffTarget.optional(),
	accept: z.boolean(),
	promptText: z.string().optional(),
});

/** `Cloudflare.handleDialog`: the same as `Page.handleJavaScriptDialog`, for a dialog that `Cloudflare.getDialog` tells of. */
export const handleDialog = {
	params: answered,
	refusal: "A read-only connection may look at the dialog only.",
	answer: async (
		{ targetId, ...answer }: z.infer<typeof answered>,
		{ pageId }: Sent,
		{ dialogs }: DialogHost,
	): Promise<Result<object>> => {
		const handled = dialogs.answer(targetId ?? pageId, answer);
		return handled.ok ? ok({}) : handled;
	},
};

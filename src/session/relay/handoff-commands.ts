import { z } from "zod";
import { handoffInstructions, handoffReason, handoffTarget, handoffTimeout } from "../../domain/handoff.ts";
import type { AccessMode } from "../../domain/principal.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Target } from "../../domain/target.ts";
import type { Handoffs } from "./handoffs.ts";
import { pageAmong } from "../pages/page-among.ts";

/** What the handoff's commands need of the session. */
export interface HandoffHost {
	readonly mode: AccessMode;
	readonly handoffs: Handoffs;
	targets(): Promise<Result<Target[]>>;
}

interface Sent {
	/** The page that the command was sent to, where it was sent to one. */
	readonly pageId: string | undefined;
}

const READ_ONLY = "A read-only connection may look at the handoff only.";

const asked = z.strictObject({
	targetId: handoffTarget.optional(),
	instructions: handoffInstructions.optional(),
	timeout: handoffTimeout.optional(),
});

/** `Cloudflare.handoff`: a person is to do something in a page, the command's own unless it names another. */
export const handOff = {
	params: asked,
	refusal: READ_ONLY,
	answer: async (
		{ targetId, instructions, timeout }: z.infer<typeof asked>,
		{ pageId }: Sent,
		host: HandoffHost,
	): Promise<Result<object>> => {
		const found = await host.targets();
		const page = found.ok ? pageAmong(found.value, targetId ?? pageId) : found;
		if (!page.ok) return page;
		const begun = host.handoffs.begin(page.value.id, { instructions, timeoutMs: timeout });
		return begun.ok ? ok({ targetId: begun.value.targetId, handoffId: begun.value.handoffId }) : begun;
	},
};

const given = z.strictObject({
	targetId: handoffTarget.optional(),
	success: z.boolean().default(true),
	reason: handoffReason.optional(),
});

/** `Cloudflare.handoffComplete`: the person gives the page back. */
export const completeHandoff = {
	params: given,
	refusal: READ_ONLY,
	answer: async (
		{ targetId, ...verdict }: z.infer<typeof given>,
		{ pageId }: Sent,
		{ handoffs }: HandoffHost,
	): Promise<Result<object>> => {
		const completed = handoffs.complete(targetId ?? pageId, verdict);
		return completed.ok ? ok({}) : completed;
	},
};

const looked = z.strictObject({ targetId: handoffTarget.optional() });

/** `Cloudflare.getHandoffState`: of a page; over the whole browser, of any unless one is named. */
export const readHandoff = {
	params: looked,
	answer: async (
		{ targetId }: z.infer<typeof looked>,
		{ pageId }: Sent,
		{ handoffs, mode }: HandoffHost,
	): Promise<Result<object>> => {
		// A read-only connection is confined to its target.
		const { active } = handoffs.of(mode === "readonly" ? pageId : (targetId ?? pageId));
		if (active === undefined) return ok({ active: false });
		const { handoffId, instructions, timeoutMs: timeout, startTime } = active;
		const state = { handoffId, targetId: active.targetId, instructions, timeout };
		return ok({ active: true, ...state, durationMs: Math.max(0, Date.now() - startTime) });
	},
};

import { z } from "@hono/zod-openapi";
import { handoffInstructions, handoffReason, handoffTarget, handoffTimeout } from "../../domain/handoff.ts";
import { LINK_LIFETIME_MS } from "../../links/target-links.ts";
import { waitingTime } from "../declarations.ts";

const MAX_WAIT_MS = 60_000;

const handoffId = z.string().openapi({ description: "Of this handoff" });
const targetId = z.string().openapi({ description: "The page that is handed over" });
const time = (description: string) =>
	z.number().openapi({ description: `${description}; epoch milliseconds` });

export const handoffRequest = z.strictObject({
	targetId: handoffTarget.optional().openapi({ description: "A page; the first one unless it is said" }),
	instructions: handoffInstructions.optional().openapi({ description: "What the person is to do" }),
	timeoutMs: handoffTimeout
		.optional()
		.openapi({ description: "How long the person has; as long as it takes unless it is said" }),
	mode: z.enum(["tab", "full"]).default("tab").openapi({ description: "What the link shows" }),
	linkExpiresInMs: z
		.number()
		.int()
		.min(LINK_LIFETIME_MS.least)
		.max(LINK_LIFETIME_MS.most)
		.optional()
		.openapi({ description: "As long as the person has, within these bounds, unless it is said" }),
});

export const startedHandoff = z
	.object({
		handoffId,
		targetId,
		liveViewUrl: z.string().openapi({ description: "For the person: whoever has it may act in the session" }),
	})
	.openapi("StartedHandoff");

export const handoffQuery = z.strictObject({
	targetId: handoffTarget.optional().openapi({ description: "A page; any unless it is said" }),
	waitMs: waitingTime(MAX_WAIT_MS, "How long to wait for the person to give the page back"),
});

const outcome = z.object({
	handoffId,
	targetId,
	success: z.boolean(),
	reason: z.string().optional(),
	endTime: time("When it was given back, or the time for it was over"),
});

export const handoffState = z
	.object({
		active: z.boolean(),
		handoffId: handoffId.optional(),
		targetId: targetId.optional(),
		instructions: z.string().optional(),
		timeoutMs: z.number().optional(),
		startTime: time("Since when").optional(),
		durationMs: z.number().optional(),
		last: outcome.optional().openapi({ description: "How the handoff before ended" }),
	})
	.openapi("HandoffState");

export const handoffVerdict = z.strictObject({
	targetId: handoffTarget.optional().openapi({ description: "A page; any unless it is said" }),
	success: z.boolean().default(true),
	reason: handoffReason.optional(),
});

export const handoffOutcome = outcome.openapi("HandoffOutcome");

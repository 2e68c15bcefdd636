import { z } from "@hono/zod-openapi";
import { REPLAY_LINK_MS } from "../../links/replay-token.ts";
import { integer } from "../declarations.ts";

const MOST_CHUNKS = 500;
const DEFAULT_CHUNKS = 100;

export const recordingQuery = z.strictObject({
	expiresInMs: integer(REPLAY_LINK_MS.least, REPLAY_LINK_MS.most)
		.optional()
		.openapi({ description: "How long the links are good for; an hour unless said otherwise" }),
});

export const tabParams = z.object({ id: z.string(), tab: z.string() });

export const chunkQuery = z.strictObject({
	after: integer(0, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((after) => after ?? 0)
		.openapi({ type: "integer", minimum: 0, default: 0, description: "The `next` of the page before" }),
	limit: integer(1, MOST_CHUNKS)
		.optional()
		.transform((limit) => limit ?? DEFAULT_CHUNKS)
		.openapi({
			type: "integer",
			minimum: 1,
			maximum: MOST_CHUNKS,
			default: DEFAULT_CHUNKS,
			description: "Chunks, each of half a megabyte or a minute",
		}),
});

const figures = {
	from: z.number().optional().openapi({ description: "The first event's time, epoch milliseconds" }),
	to: z.number().optional().openapi({ description: "The last event's" }),
	size: z.number().openapi({ description: "Bytes as they are kept, which is compressed" }),
	events: z.number(),
	dropped: z
		.number()
		.openapi({ description: "Events that are missing: too many at a time, or they could not be kept" }),
};

export const recording = z
	.object({
		state: z
			.enum(["recording", "ended", "full"])
			.openapi({ description: "`full`: it was given all the room that there is, and goes on no more" }),
		...figures,
		tabs: z.array(z.object({ tab: z.string(), url: z.string(), ...figures })),
		publicUrl: z.string().openapi({ description: "Whoever has it may fetch all of it, until it expires" }),
		replayUrl: z.string().openapi({ description: "Whoever has it may watch it, until it expires" }),
	})
	.openapi("Recording");

export const recordedTab = z
	.object({
		tab: z.string(),
		next: z.number().optional().openapi({ description: "What to ask `after` for more" }),
		events: z.array(z.unknown().openapi({ type: "object" })).openapi({ description: "rrweb's events" }),
	})
	.openapi("RecordedTab");

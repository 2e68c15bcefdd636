import { z } from "@hono/zod-openapi";
import { integer } from "../declarations.ts";

const LEAST_SIDE = 16;
const MOST_SIDE = 4096;
/** A screencast is no larger than the page; these bound one whose viewport was made huge. */
const DEFAULT_WIDTH = 1920;
const DEFAULT_HEIGHT = 1080;
const DEFAULT_QUALITY = 80;

const side = (fallback: number) =>
	integer(LEAST_SIDE, MOST_SIDE)
		.optional()
		.transform((pixels) => pixels ?? fallback)
		.openapi({ type: "integer", minimum: LEAST_SIDE, maximum: MOST_SIDE, default: fallback });

/** What clients in web pages add to an address themselves: a number against caches, and what a polyfill had last. */
const addedByClients = { _: z.string().optional(), lastEventId: z.string().optional() };

export const streamQuery = z
	.strictObject({
		session_id: z
			.string({ error: "is required" })
			.regex(/^[a-zA-Z0-9-]{1,64}$/, { error: "is no session's id" }),
		token: z.string().optional().openapi({ description: "A frame token, unless `Authorization` is sent" }),
		with_boxes: z
			.enum(["true", "false", "1", "0"], { error: "must be true or false" })
			.optional()
			.transform((text) => text === "true" || text === "1")
			.openapi({ type: "boolean", default: false }),
		width: side(DEFAULT_WIDTH),
		height: side(DEFAULT_HEIGHT),
		format: z
			.enum(["png", "jpeg"], { error: "must be png or jpeg" })
			.optional()
			.transform((format) => format ?? "png")
			.openapi({ type: "string", enum: ["png", "jpeg"], default: "png" }),
		quality: integer(0, 100).optional().openapi({ type: "integer", minimum: 0, maximum: 100, default: 80 }),
		...addedByClients,
	})
	.refine(({ format, quality }) => quality === undefined || format === "jpeg", {
		path: ["quality"],
		error: "is for format=jpeg only",
	})
	.transform(({ session_id, token, with_boxes, width, height, format, quality = DEFAULT_QUALITY }) => ({
		session_id,
		token,
		with_boxes,
		width,
		height,
		format,
		quality,
	}));

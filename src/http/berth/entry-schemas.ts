import { z } from "@hono/zod-openapi";
import { ENTRY_KINDS, ENTRY_LEVELS } from "../../domain/entry.ts";
import { integer } from "../declarations.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** Several, separated by commas. */
const listOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
	z
		.string()
		.transform((text) => text.split(",").map((part) => part.trim()))
		.pipe(z.array(z.enum(values)).min(1))
		.optional()
		.openapi({ type: "string", description: `Some of ${values.join(", ")}, separated by commas` });

const filter = {
	kind: listOf(ENTRY_KINDS),
	level: listOf(ENTRY_LEVELS),
	text: z.string().min(1).max(1_000).optional(),
	after: integer(0, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((seq) => seq ?? 0)
		.openapi({ type: "integer", default: 0, description: "The `seq` of the last entry that was had" }),
};

/** Strict: a filter with a typo in it must not give everything. */
export const eventQuery = z
	.strictObject(filter)
	.transform(({ kind: kinds, level: levels, ...rest }) => ({ ...rest, kinds, levels }));

export const entryQuery = z
	.strictObject({
		...filter,
		limit: integer(1, MAX_LIMIT)
			.optional()
			.transform((limit) => limit ?? DEFAULT_LIMIT)
			.openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
	})
	.transform(({ kind: kinds, level: levels, ...rest }) => ({ ...rest, kinds, levels }));

const entry = z
	.object({
		seq: z.number(),
		time: z.number().openapi({ description: "Epoch milliseconds" }),
		kind: z.enum(ENTRY_KINDS),
		level: z.enum(ENTRY_LEVELS),
		text: z.string(),
		targetId: z.string().optional(),
		detail: z.unknown().openapi({ type: "object", description: "What there is to say of this kind" }),
		isCut: z.boolean().optional().openapi({ description: "It was too long; parts of it are left out" }),
	})
	.openapi("Entry");

export const entryPage = z.object({
	entries: z.array(entry),
	next: z.number().optional(),
	dropped: z.number().openapi({ description: "Entries that are gone, because there were too many" }),
});

export const har = z.object({ log: z.unknown().openapi({ type: "object" }) }).openapi("Har");

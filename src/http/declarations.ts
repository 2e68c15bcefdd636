import { z } from "@hono/zod-openapi";

/** What the declarations of every dialect are made of. */

/** `^[a-zA-Z0-9_-]{1,64}$`: Cloudflare's are 32 hex digits; a self-hosted one may be a name. */
export const accountId = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);

/** A whole number in a query parameter, and nothing that merely looks like one. */
export const integer = (least: number, most: number) =>
	z
		.string()
		.regex(/^\d{1,15}$/, { error: `must be a whole number from ${least} to ${most}` })
		.transform(Number)
		.pipe(z.number().min(least).max(most))
		.openapi({ type: "integer", minimum: least, maximum: most });

const MOST_AT_ONCE = 1_000;

/** Where a list is to begin, and how much of it is wanted, as query parameters. */
export const stretch = (
	defaultLimit: number,
	{ maxLimit = MOST_AT_ONCE, maxOffset = Number.MAX_SAFE_INTEGER } = {},
) => ({
	offset: integer(0, maxOffset)
		.optional()
		.transform((offset) => offset ?? 0)
		.openapi({ type: "integer", minimum: 0, maximum: maxOffset, default: 0 }),
	limit: integer(1, maxLimit)
		.optional()
		.transform((limit) => limit ?? defaultLimit)
		.openapi({ type: "integer", minimum: 1, maximum: maxLimit, default: defaultLimit }),
});

/** A JSON answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
	content: { "application/json": { schema } },
	description,
});

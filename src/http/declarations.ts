import { z } from "@hono/zod-openapi";
import { recordSetting } from "../domain/entry.ts";
import { MAX_NAME_LENGTH } from "../domain/session.ts";

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

/** The same where nothing said means `fallback`. */
const integerOr = (fallback: number, least: number, most: number) =>
	integer(least, most)
		.optional()
		.transform((value) => value ?? fallback)
		.openapi({ type: "integer", minimum: least, maximum: most, default: fallback });

/** How long to wait, at most `most` milliseconds; not at all unless it is said. */
export const waitingTime = (most: number, description: string) =>
	integerOr(0, 0, most).openapi({ description });

export const absoluteUrl = z
	.string()
	.max(8192)
	.refine((text) => URL.canParse(text), { error: "must be an absolute URL" });

/** What a session or a profile is called: it can be shown in one line, and is the same wherever it is kept. */
export const shownName = z
	.string()
	.trim()
	.min(1)
	.max(MAX_NAME_LENGTH)
	.refine((name) => name.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), {
		error: "must be one line of text",
	});

/** What may stand in a header. */
export const headerText = z
	.string()
	.min(1)
	.max(1024)
	.regex(/^[\x20-\x7e]+$/, { error: "must be printable ASCII" });

/** What is to be written down of what happens in a session, in a body of JSON. */
export const recordField = z
	.union([z.boolean().transform(String), z.string()])
	.pipe(recordSetting)
	.optional()
	.openapi({ enum: [true, false, "console", "network"] });

const MOST_AT_ONCE = 1_000;

/** Where a list is to begin, and how much of it is wanted, as query parameters. */
export const stretch = (
	defaultLimit: number,
	{ maxLimit = MOST_AT_ONCE, maxOffset = Number.MAX_SAFE_INTEGER } = {},
) => ({
	offset: integerOr(0, 0, maxOffset),
	limit: integerOr(defaultLimit, 1, maxLimit),
});

/** A JSON answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
	content: { "application/json": { schema } },
	description,
});

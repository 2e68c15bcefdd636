import { z } from "@hono/zod-openapi";
import type { SessionPosition } from "../../catalog/session-list.ts";
import { base64UrlOfText, textOfBase64Url } from "../../lib/base64url.ts";
import { parseJson } from "../../lib/json.ts";

const MAX_ID_LENGTH = 64;
const MAX_CURSOR_LENGTH = 200;

const position = z.tuple([z.int().nonnegative(), z.string().min(1).max(MAX_ID_LENGTH)]);

/** Where a list goes on, as its clients hand it back. It is a place among all sessions, and opens none. */
export const cursorAt = ({ startTime, id }: SessionPosition): string =>
	base64UrlOfText(JSON.stringify([startTime, id]));

/** The place that {@link cursorAt} has written. */
export const cursor = z
	.string()
	.max(MAX_CURSOR_LENGTH)
	.transform((text, context): SessionPosition => {
		const read = position.safeParse(parseJson(textOfBase64Url(text) ?? ""));
		if (read.success) return { startTime: read.data[0], id: read.data[1] };
		context.addIssue("is none that a list has given out");
		return z.NEVER;
	})
	.openapi({ type: "string" });

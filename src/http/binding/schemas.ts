import { z } from "zod";
import { integer } from "../declarations.ts";

/** Where a list begins, and how much of it is wanted. */
export const listQuery = z.strictObject({
	limit: integer(1, 200)
		.optional()
		.transform((limit) => limit ?? 200),
	offset: integer(0, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((offset) => offset ?? 0),
});

export const oldConnectQuery = z.strictObject({ browser_session: z.string() });

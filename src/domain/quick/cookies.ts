import { z } from "zod";

const MOST_COOKIES = 500;
/** What Chrome takes of one, name and value together, and some more. */
const MOST_LENGTH = 8_192;

const text = z.string().max(MOST_LENGTH);

/** Cookies that the page is to have, in puppeteer's words. */
export const cookies = z
	.array(
		z.strictObject({
			name: text,
			value: text,
			url: text.optional(),
			domain: text.optional(),
			path: text.optional(),
			/** Seconds since 1970; -1 for a cookie of the browser's run. */
			expires: z.number().optional(),
			httpOnly: z.boolean().optional(),
			secure: z.boolean().optional(),
			sameSite: z.enum(["Strict", "Lax", "None"]).optional(),
			priority: z.enum(["Low", "Medium", "High"]).optional(),
			sameParty: z.boolean().optional(),
			sourceScheme: z.enum(["Unset", "NonSecure", "Secure"]).optional(),
			sourcePort: z.number().int().min(-1).max(65_535).optional(),
			partitionKey: text.optional(),
		}),
	)
	.max(MOST_COOKIES)
	.default([]);

import { z } from "zod";

const PAPERS = ["letter", "legal", "tabloid", "ledger", "a0", "a1", "a2", "a3", "a4", "a5", "a6"] as const;
const MOST_PDF_MS = 300_000;
const MOST_TEMPLATE = 1_000_000;

/** Pixels, or a number with a unit. */
const size = z.union([
	z.number().min(0).max(100_000),
	z
		.string()
		.max(32)
		.regex(/^(?:\d+(?:\.\d*)?|\.\d+) ?(?:px|in|cm|mm)?$/i, { error: "must be a length in px, in, cm or mm" }),
]);

export const pdfOptions = z
	.strictObject({
		/** Letter, where no size is asked for either; a default here would hide the size from puppeteer. */
		format: z
			.string()
			.transform((name) => name.toLowerCase())
			.pipe(z.enum(PAPERS))
			.optional(),
		width: size.optional(),
		height: size.optional(),
		landscape: z.boolean().optional(),
		printBackground: z.boolean().default(false),
		scale: z.number().min(0.1).max(2).optional(),
		margin: z
			.strictObject({
				top: size.optional(),
				right: size.optional(),
				bottom: size.optional(),
				left: size.optional(),
			})
			.optional(),
		pageRanges: z.string().max(1_000).optional(),
		preferCSSPageSize: z.boolean().optional(),
		displayHeaderFooter: z.boolean().optional(),
		headerTemplate: z.string().max(MOST_TEMPLATE).optional(),
		footerTemplate: z.string().max(MOST_TEMPLATE).optional(),
		omitBackground: z.boolean().optional(),
		tagged: z.boolean().default(true),
		outline: z.boolean().default(false),
		/** 0, as puppeteer has it, is the longest. */
		timeout: z
			.number()
			.min(0)
			.max(MOST_PDF_MS)
			.transform((ms) => (ms === 0 ? MOST_PDF_MS : ms))
			.default(30_000),
	})
	.prefault({});

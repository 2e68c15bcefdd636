import { z } from "@hono/zod-openapi";
import { CONTENT_FORMATS, type ContentFormat } from "../../content/formats.ts";
import { problem } from "../../domain/problem.ts";
import type { PageSelection } from "../../session/pages/read-page.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { ProblemError } from "../problem-error.ts";

const MAX_WAIT_FOR_MS = 30_000;

const MODEL_FORMATS = ["json", "summary", "agent"] as const;
const FORMATS = [...CONTENT_FORMATS, "screenshot", ...MODEL_FORMATS] as const;

/** What a scrape and a crawl are both asked with. */
export const pageFields = {
	session_id: z.string().optional(),
	formats: z.array(z.enum(FORMATS)).min(1).max(FORMATS.length).default(["markdown"]),
	wait_for: z.number().int().min(0).max(MAX_WAIT_FOR_MS).default(0),
	only_main_content: z.boolean().default(true),
	/** Whether Markdown and HTML have what nobody sees. */
	include_hidden: z.boolean().default(false),
	/** For the format `json`. */
	json_options: knownFields({
		prompt: z.string().optional(),
		schema: z.unknown().openapi({ type: "object" }).optional(),
	}).optional(),
};

/** An address of a page; `schemes` are those that may be loaded. */
export const pageUrl = (schemes: readonly string[]) =>
	z
		.string()
		.max(8192)
		.refine(
			(text) => schemes.includes(text.slice(0, text.indexOf(":")).toLowerCase()) && URL.canParse(text),
			{
				error: `must be a URL of ${schemes.join(", ")}`,
			},
		);

/** What is wanted of a page; refuses with `model_not_configured` what nobody here could make. */
export function selectionOf(
	formats: readonly (typeof FORMATS)[number][],
	onlyMainContent: boolean,
	includesHidden: boolean,
): PageSelection {
	const needsModel = MODEL_FORMATS.find((format) => formats.includes(format));
	if (needsModel !== undefined)
		throw new ProblemError(
			problem("model_not_configured", `formats: ${needsModel} needs a model, and this Berth has none.`),
		);
	return {
		formats: formats.filter(isContentFormat),
		onlyMainContent,
		includesHidden,
		hasScreenshot: formats.includes("screenshot"),
	};
}

const isContentFormat = (format: (typeof FORMATS)[number]): format is ContentFormat =>
	CONTENT_FORMATS.some((each) => each === format);

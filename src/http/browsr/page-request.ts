import { z } from "@hono/zod-openapi";
import { CONTENT_FORMATS, type ContentFormat } from "../../content/formats.ts";
import type { PageSelection } from "../../session/pages/read-page.ts";
import { knownFields } from "../../lib/known-fields.ts";

const MAX_WAIT_FOR_MS = 30_000;

const MODEL_FORMATS = ["json", "summary", "agent"] as const;
const FORMATS = [...CONTENT_FORMATS, "screenshot", ...MODEL_FORMATS] as const;

export type Format = (typeof FORMATS)[number];

const MOST_PROMPT = 10_000;

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
		prompt: z.string().min(1).max(MOST_PROMPT).optional(),
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

/** What is wanted of a page; its Markdown too where a model is to read that. */
export function selectionOf(
	formats: readonly Format[],
	onlyMainContent: boolean,
	includesHidden: boolean,
): PageSelection {
	const content = formats.filter(isContentFormat);
	const needsMarkdown = formats.some((format) => format === "json" || format === "summary");
	return {
		formats: needsMarkdown && !content.includes("markdown") ? [...content, "markdown"] : content,
		onlyMainContent,
		includesHidden,
		hasScreenshot: formats.includes("screenshot"),
	};
}

const isContentFormat = (format: Format): format is ContentFormat =>
	CONTENT_FORMATS.some((each) => each === format);

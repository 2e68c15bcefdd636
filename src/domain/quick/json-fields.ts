import { z } from "zod";

const MOST_MODELS = 3;
const MOST_PROMPT = 100_000;

const responseFormat = z
	.strictObject({
		type: z.string().min(1).max(64),
		json_schema: z.record(z.string(), z.unknown()).optional(),
	})
	.refine(({ type, json_schema: schema = {} }) => type !== "json_schema" || Object.keys(schema).length > 0, {
		error: "must hold a schema where response_format.type is 'json_schema'",
		path: ["json_schema"],
	});

const WORKERS_AI = "workers-ai/";

const customModel = z
	.strictObject({
		model: z
			.string()
			.max(256)
			.regex(/^[^\s/]+\/\S+$/, { error: "must be of the form <provider>/<name>" }),
		authorization: z
			.string()
			.max(8_192)
			.regex(/^Bearer \S+$/, { error: "must be of the form Bearer <token>" })
			.optional(),
	})
	.refine(({ model, authorization }) => model.startsWith(WORKERS_AI) || authorization !== undefined, {
		error: `is required unless the model begins with ${WORKERS_AI}`,
		path: ["authorization"],
	});

/** What the action `json` takes beside the page, as do crawl jobs in `jsonOptions`; see {@link checkJsonFields}. */
export const jsonFields = {
	prompt: z.string().min(1).max(MOST_PROMPT).optional(),
	response_format: responseFormat.optional(),
	custom_ai: z.array(customModel).min(1).max(MOST_MODELS).optional(),
} as const;

/** Refuses those that ask for nothing. For `superRefine`. */
export function checkJsonFields(
	fields: { readonly prompt?: unknown; readonly response_format?: unknown },
	context: z.core.$RefinementCtx,
): void {
	if (fields.prompt === undefined && fields.response_format === undefined)
		context.addIssue("Either 'prompt' or 'response_format' must be defined");
}

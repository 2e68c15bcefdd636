import type { ModelSettings } from "../domain/model-settings.ts";
import { problem } from "../domain/problem.ts";
import { isRecord } from "../lib/json.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { AnswerSchema } from "./answer-schema.ts";
import { configuredModel } from "./configured-model.ts";
import { type CustomModel, customModels } from "./custom-models.ts";
import { extract, type Extracted, type Patience } from "./extraction.ts";
import type { LanguageModel } from "./language-model.ts";
import type { ModelSurroundings } from "./providers.ts";

/** What Cloudflare's action `json` is asked beside the page, as do crawl jobs in `jsonOptions`. */
export interface JsonRequest {
	readonly prompt?: string | undefined;
	readonly response_format?:
		| { readonly type: string; readonly json_schema?: Record<string, unknown> | undefined }
		| undefined;
	readonly custom_ai?: readonly CustomModel[] | undefined;
}

/** A request that can be carried out, for as many pages as there are. */
export interface JsonExtraction {
	/** Refuses as the last of its models did. */
	of(markdown: string, patience?: Patience): Promise<Result<Extracted>>;
}

const NEEDS_MODEL = "json";

/**
 * Checks what a request for JSON brings, before there is a page. Refuses with `model_not_configured`, `schema_invalid`,
 * or `invalid_request`.
 */
export async function prepareJson(
	settings: ModelSettings,
	surroundings: ModelSurroundings,
	{ prompt, response_format: format, custom_ai: custom }: JsonRequest,
): Promise<Result<JsonExtraction>> {
	const models = modelsFor(settings, surroundings, custom);
	if (!models.ok) return models;
	const schema = await schemaOf(format);
	if (!schema.ok) return schema;
	const request = { prompt, schema: schema.value };
	return ok({
		async of(markdown, patience) {
			let last: Result<Extracted> = refuse(problem("internal", "Internal error."));
			for (const model of models.value) {
				last = await extract(model, markdown, request, patience);
				if (last.ok) break;
			}
			return last;
		},
	});
}

function modelsFor(
	settings: ModelSettings,
	surroundings: ModelSurroundings,
	custom: readonly CustomModel[] | undefined,
): Result<readonly LanguageModel[]> {
	if (custom !== undefined) return customModels(custom, settings, surroundings);
	const model = configuredModel(settings, surroundings, NEEDS_MODEL);
	return model.ok ? ok([model.value]) : model;
}

async function schemaOf(format: JsonRequest["response_format"]): Promise<Result<AnswerSchema | undefined>> {
	const given = format?.json_schema;
	if (given === undefined) return ok(undefined);
	// Most requests have none.
	const { readSchema } = await import("./answer-schema.ts");
	return readSchema(schemaWithin(given));
}

/** OpenAI's form has the schema beside its name. */
const schemaWithin = (given: Record<string, unknown>): unknown =>
	isRecord(given["schema"]) && given["type"] === undefined && given["properties"] === undefined
		? given["schema"]
		: given;

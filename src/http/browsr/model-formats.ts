import type { Context } from "hono";
import { problem } from "../../domain/problem.ts";
import type { JsonValue } from "../../domain/quick/outcome.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { configuredModel } from "../../model/configured-model.ts";
import { extract, type ExtractionRequest, type Patience } from "../../model/extraction.ts";
import type { LanguageModel } from "../../model/language-model.ts";
import { modelSurroundings } from "../../model/providers.ts";
import { summarize } from "../../model/summary.ts";
import type { BerthEnv } from "../context.ts";
import { ProblemError } from "../problem-error.ts";
import type { Format } from "./page-request.ts";

interface JsonOptions {
	readonly prompt?: string | undefined;
	readonly schema?: unknown;
}

/** What a model made of a page. */
export interface ModelContent {
	readonly json?: JsonValue;
	readonly summary?: string;
	/** Whether it read the page's beginning only. */
	readonly isPageCut: boolean;
}

/** What a page is shown with, apart from what a model makes of it. */
interface Shown {
	readonly markdown?: string;
}

const NO_AGENT = problem(
	"model_not_configured",
	"formats: agent is not there yet: no task is carried out by a model. json and summary are.",
);

/** The formats of a request that a model makes, checked before a page is loaded. */
export class ModelFormats {
	readonly #formats: readonly Format[];
	readonly #model: LanguageModel;
	readonly #json: ExtractionRequest | undefined;

	private constructor(formats: readonly Format[], model: LanguageModel, json: ExtractionRequest | undefined) {
		this.#formats = formats;
		this.#model = model;
		this.#json = json;
	}

	/**
	 * `undefined` where a request needs no model. Throws a refusal: `model_not_configured`, `schema_invalid`, or
	 * `invalid_request` for JSON of which nothing is said.
	 */
	static async of(
		c: Context<BerthEnv>,
		formats: readonly Format[],
		options: JsonOptions | undefined,
	): Promise<ModelFormats | undefined> {
		if (formats.includes("agent")) throw new ProblemError(NO_AGENT);
		const format = formats.find((each) => each === "json" || each === "summary");
		if (format === undefined) return undefined;
		const { config, account } = c.var;
		const surroundings = modelSurroundings(c.env, config.model, account);
		const model = configuredModel(config.model, surroundings, `formats: ${format}`);
		if (!model.ok) throw new ProblemError(model.problem);
		const json = formats.includes("json") ? await jsonRequest(options) : ok(undefined);
		if (!json.ok) throw new ProblemError(json.problem);
		return new ModelFormats(formats, model.value, json.value);
	}

	/** What the model makes of a page's Markdown. Refuses with a problem of models. */
	async make(markdown: string, patience: Patience): Promise<Result<ModelContent>> {
		const [json, summary] = await Promise.all([
			this.#json && extract(this.#model, markdown, this.#json, patience),
			this.#formats.includes("summary") ? summarize(this.#model, markdown, patience) : undefined,
		]);
		if (json?.ok === false) return json;
		if (summary?.ok === false) return summary;
		return ok({
			...(json && { json: json.value.value }),
			...(summary && { summary: summary.value }),
			isPageCut: markdown.length > this.#model.maxInputChars,
		});
	}

	/** A page's content with what a model made of it, and without the Markdown that only the model was to read. */
	join({ markdown, ...content }: Shown, { json, summary }: Partial<ModelContent>): object {
		const made = { ...(json !== undefined && { json }), ...(summary !== undefined && { summary }) };
		return this.#formats.includes("markdown") ? { markdown, ...content, ...made } : { ...content, ...made };
	}

	/** The formats of a page that were cut, by those that were cut without a model, and whether that read all it had. */
	cut(truncated: readonly string[], isWhole: boolean): readonly string[] {
		const isOfModel = !isWhole || truncated.includes("markdown");
		const made = this.#formats.filter((format) => format === "json" || format === "summary");
		const shown = truncated.filter((name) => name !== "markdown" || this.#formats.includes("markdown"));
		return isOfModel ? [...shown, ...made] : shown;
	}

	/** How much of pages it reads, in characters. */
	get maxInputChars(): number {
		return this.#model.maxInputChars;
	}
}

async function jsonRequest({ prompt, schema: given }: JsonOptions = {}): Promise<Result<ExtractionRequest>> {
	if (prompt === undefined && given === undefined)
		return refuse(
			problem("invalid_request", "json_options: the format json needs a prompt, a schema, or both"),
		);
	if (given === undefined) return ok({ prompt });
	const { readSchema } = await import("../../model/answer-schema.ts");
	const schema = await readSchema(given);
	return schema.ok ? ok({ prompt, schema: schema.value }) : schema;
}

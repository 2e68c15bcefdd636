import { type Problem, problem } from "../domain/problem.ts";
import type { JsonValue } from "../domain/quick/outcome.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { AnswerSchema } from "./answer-schema.ts";
import { jsonIn } from "./json-answer.ts";
import type { LanguageModel, Message, Question } from "./language-model.ts";
import { ABOUT_PAGES, pageMessage } from "./page-message.ts";
import { type ModelUsage, type Reply, wordsOf } from "./reply.ts";

/** What is wanted of a page. */
export interface ExtractionRequest {
	/** In words. */
	readonly prompt?: string | undefined;
	readonly schema?: AnswerSchema | undefined;
	/** How much of the page is read, in characters, where that is less than the model reads. */
	readonly maxChars?: number | undefined;
}

/** How long it may take, and whether anybody waits for it. */
export type Patience = Pick<Question, "signal" | "timeoutMs">;

/** What was found in a page. */
export interface Extracted {
	/** An object or an array. */
	readonly value: JsonValue;
	/** Whether the model read the page's beginning only. */
	readonly isPageCut: boolean;
	readonly usage: ModelUsage;
}

/** Of a wrong answer that is sent back to be put right. */
const MOST_REPEATED = 16_000;

const RULES = `You extract data from web pages. ${ABOUT_PAGES}
Take only what the page says; add, guess and translate nothing. Use null, or leave the field out where it is optional, for what the page does not say.
Answer with one JSON object or array and nothing else: no explanation, no code fence.`;

/**
 * Has a model find data in the text of a page; an answer that is not as wanted goes back to it once. Refuses with
 * `answer_invalid`, or as {@link LanguageModel.ask} does.
 */
export async function extract(
	model: LanguageModel,
	markdown: string,
	{ prompt, schema, maxChars = Infinity }: ExtractionRequest,
	patience: Patience = {},
): Promise<Result<Extracted>> {
	const endsAt = Date.now() + (patience.timeoutMs ?? Infinity);
	const page = pageMessage(markdown, Math.min(maxChars, model.maxInputChars));
	const form = schema === undefined ? "json" : { schema: schema.given };
	const ask = (messages: readonly Message[]) =>
		model.ask({ messages, form, signal: patience.signal, timeoutMs: endsAt - Date.now() });

	const messages: readonly Message[] = [
		{ role: "system", text: RULES },
		{ role: "user", text: `${wish(prompt, schema)}\n\n${page.text}` },
	];
	const first = await ask(messages);
	if (!first.ok) return first;
	const read = readAnswer(first.value, schema, model);
	if (read.ok) return ok({ value: read.value, isPageCut: page.isCut, usage: first.value.usage });
	if (read.problem.code !== "answer_invalid" || first.value.isCut) return read;

	const second = await ask([
		...messages,
		{ role: "assistant", text: first.value.text.slice(0, MOST_REPEATED).toWellFormed() },
		{
			role: "user",
			text: `That is not right. ${read.problem.message}\nAnswer again, with the right JSON only.`,
		},
	]);
	if (!second.ok) return second;
	const reread = readAnswer(second.value, schema, model);
	if (!reread.ok) return reread;
	return ok({
		value: reread.value,
		isPageCut: page.isCut,
		usage: sum(first.value.usage, second.value.usage),
	});
}

function wish(prompt: string | undefined, schema: AnswerSchema | undefined): string {
	if (schema === undefined)
		return `Request: ${prompt ?? "Extract what the page is about and its main data."}`;
	const request = prompt ?? "Extract what the schema describes.";
	return `Request: ${request}\n\nThe answer has to be valid by this JSON Schema:\n${schema.json}`;
}

function readAnswer(
	{ text, isCut }: Reply,
	schema: AnswerSchema | undefined,
	{ maxOutputTokens }: LanguageModel,
): Result<JsonValue> {
	const value = jsonIn(text);
	if (value === undefined)
		return refuse(
			invalid(
				isCut
					? `The model's answer is longer than ${maxOutputTokens} tokens, which MODEL_MAX_OUTPUT_TOKENS allows.`
					: "The model's answer has no JSON.",
				text,
			),
		);
	// What JSON.parse gives.
	const json = value as JsonValue;
	const mistakes = schema?.mistakesOf(json) ?? ok([]);
	if (!mistakes.ok) return mistakes;
	if (mistakes.value.length === 0) return ok(json);
	return refuse(invalid(`The model's answer does not match the schema: ${mistakes.value.join("; ")}`, text));
}

const invalid = (message: string, text: string): Problem => ({
	...problem("answer_invalid", message),
	modelAnswer: wordsOf(text),
});

const sum = (one: ModelUsage, other: ModelUsage): ModelUsage => ({
	inputTokens: one.inputTokens + other.inputTokens,
	outputTokens: one.outputTokens + other.outputTokens,
	isEstimate: one.isEstimate || other.isEstimate,
});

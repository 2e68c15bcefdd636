import type { LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import { ModelFault } from "./model-fault.ts";

/** In tokens. */
export interface ModelUsage {
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** Where the provider did not count, and four characters were taken for one. */
	readonly isEstimate: boolean;
}

/** What a model answered. */
export interface Reply {
	readonly text: string;
	/** Whether there was to be more of it than the settings allow. */
	readonly isCut: boolean;
	readonly isRefusal: boolean;
	readonly usage: ModelUsage;
}

const MOST_TEXT = 2 * 1024 * 1024;
/** Of an answer that is shown to the one who asked. */
const MOST_SHOWN = 2_000;
const CHARACTERS_A_TOKEN = 4;

/** Throws a {@link ModelFault} where nothing was said. */
export function replyOf(
	{ content, finishReason, usage }: LanguageModelV4GenerateResult,
	asked: readonly { readonly text: string }[],
): Reply {
	const text = content
		.map((part) => (part.type === "text" ? part.text : ""))
		.join("")
		.trim();
	const isCut = finishReason.unified === "length";
	const isRefusal = finishReason.unified === "content-filter";
	if (text === "" && !isRefusal && !isCut)
		throw new ModelFault("unavailable", { reason: "empty", isWorthRetrying: true });
	if (text.length > MOST_TEXT) throw new ModelFault("unavailable", { reason: "too_large" });
	const inputTokens = usage.inputTokens.total ?? 0;
	const outputTokens = usage.outputTokens.total ?? 0;
	const counted = { inputTokens, outputTokens, isEstimate: false };
	const estimate = { inputTokens: tokensIn(asked), outputTokens: tokensIn([{ text }]), isEstimate: true };
	return { text: withoutThoughts(text), isCut, isRefusal, usage: inputTokens > 0 ? counted : estimate };
}

/** What a model says for itself before it answers, where its endpoint leaves that in. */
function withoutThoughts(text: string): string {
	if (!text.startsWith("<think>")) return text;
	const end = text.indexOf("</think>");
	return end === -1 ? text : text.slice(end + "</think>".length).trim();
}

/** The beginning of an answer, for the one who asked. */
export const wordsOf = (text: string): string =>
	text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1).toWellFormed()}…`;

/** About how many tokens texts are. */
export const tokensIn = (texts: readonly { readonly text: string }[]): number =>
	Math.ceil(texts.reduce((sum, { text: { length } }) => sum + length, 0) / CHARACTERS_A_TOKEN);

import { ok, type Result } from "../domain/result.ts";
import type { Patience } from "./extraction.ts";
import type { LanguageModel } from "./language-model.ts";
import { ABOUT_PAGES, pageMessage } from "./page-message.ts";

/** In characters. */
const MOST_SUMMARY = 1_000;

const RULES = `You summarize web pages. ${ABOUT_PAGES}
Say what the page is about and what it says that matters, in its language, in plain text without headings or lists, in at most 120 words. Add nothing that it does not say.`;

/** Has a model summarize the text of a page. Refuses as {@link LanguageModel.ask} does. */
export async function summarize(
	model: LanguageModel,
	markdown: string,
	patience: Patience = {},
): Promise<Result<string>> {
	const page = pageMessage(markdown, model.maxInputChars);
	const messages = [
		{ role: "system", text: RULES } as const,
		{ role: "user", text: `Summarize this page.\n\n${page.text}` } as const,
	];
	const reply = await model.ask({ messages, form: "text", ...patience });
	if (!reply.ok) return reply;
	const { text } = reply.value;
	return ok(text.length <= MOST_SUMMARY ? text : `${text.slice(0, MOST_SUMMARY - 1).toWellFormed()}…`);
}

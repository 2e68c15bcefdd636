import { z } from "zod";
import { extract } from "../model/extraction.ts";
import { command } from "./command.ts";
import { markdownOf } from "./content.ts";
import { MAX_TIMEOUT_MS } from "./deadline.ts";
import { locate, NEEDS } from "./locate.ts";
import { Refused } from "./refused.ts";

export const extractStructuredContent = command({
	name: "extract_structured_content",
	origin: "browsr",
	kind: "extraction",
	summary: "The data that a language model finds in the page: for a query, by a JSON Schema",
	data: {
		query: z.string().min(1).max(10_000),
		schema: z.record(z.string(), z.unknown()).optional(),
		max_chars: z.number().int().min(1).optional(),
	},
	// A model takes its time.
	defaultTimeoutMs: MAX_TIMEOUT_MS,
	async run(context, { query, schema: given, max_chars: maxChars }) {
		const model = context.model();
		const schema = given && (await readSchema(given));
		const { element } = await locate(context, ":root", NEEDS.attached);
		const { text, truncatedFrom } = await markdownOf(element, false);
		const timeoutMs = context.deadline.leftMs;
		const extracted = await extract(model, text, { prompt: query, schema, maxChars }, { timeoutMs });
		if (!extracted.ok) throw Refused.with(extracted.problem);
		const { value, isPageCut } = extracted.value;
		const length = isPageCut ? text.length : truncatedFrom;
		return { data: value, contentType: "data", ...(length !== undefined && { truncatedFrom: length }) };
	},
});

async function readSchema(given: object) {
	// Most sessions never meet one.
	const { readSchema: read } = await import("../model/answer-schema.ts");
	const schema = await read(given);
	if (!schema.ok) throw Refused.with(schema.problem);
	return schema.value;
}

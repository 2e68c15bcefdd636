import type { QuickOutcome } from "../../../domain/quick/outcome.ts";
import { ok, type Result } from "../../../domain/result.ts";
import { parseJson } from "../../../lib/json.ts";
import type { JsonExtraction } from "../../../model/extract-json.ts";

type Done = Extract<QuickOutcome, { readonly kind: "done" }>;

/** The action `json`: what a model finds in the Markdown that the browser made of the page. */
export async function readJson(
	{ result, ...page }: Done,
	extraction: JsonExtraction,
	signal: AbortSignal | undefined,
): Promise<Result<Done>> {
	const markdown = result.kind === "value" ? parseJson(result.json) : undefined;
	if (typeof markdown !== "string") throw new Error("a page without Markdown");
	const extracted = await extraction.of(markdown, { signal });
	if (!extracted.ok) return extracted;
	return ok({ ...page, result: { kind: "value", json: JSON.stringify(extracted.value.value) } });
}

import type { Problem } from "../../domain/problem.ts";
import type { CrawledPage } from "../../session/crawl/crawl-report.ts";
import type { ModelContent, ModelFormats } from "./model-formats.ts";

/** Questions at a time. */
const AT_ONCE = 3;
/** What a model reads of all pages of a crawl together: as much as of so many long ones. */
const MOST_LONG_PAGES = 20;
/** For all pages together. */
const MOST_MS = 300_000;

/** What became of a page at the model; `left` where the crawl's budget was used up before. */
export type ModelOutcome =
	| { readonly kind: "made"; readonly content: ModelContent }
	| { readonly kind: "failed"; readonly problem: Problem }
	| { readonly kind: "left" };

/**
 * Has a model read the pages of a crawl, in their order, within one budget of characters and time for all of them. Once
 * the model can't be reached, is misconfigured or wants no more, the others are not tried.
 */
export async function readCrawl(
	formats: Pick<ModelFormats, "make" | "maxInputChars">,
	pages: readonly CrawledPage[],
	signal: AbortSignal,
): Promise<ReadonlyMap<CrawledPage, ModelOutcome>> {
	const outcomes = new Map<CrawledPage, ModelOutcome>();
	const endsAt = Date.now() + MOST_MS;
	let leftChars = formats.maxInputChars * MOST_LONG_PAGES;
	let isOver: Problem | undefined;
	const waiting = pages.values();

	const work = async (): Promise<void> => {
		for (const page of waiting) {
			const markdown = page.content?.markdown;
			if (markdown === undefined) continue;
			const chars = Math.min(markdown.length, formats.maxInputChars);
			if (isOver !== undefined) outcomes.set(page, { kind: "failed", problem: isOver });
			else if (chars > leftChars || Date.now() >= endsAt) outcomes.set(page, { kind: "left" });
			else {
				leftChars -= chars;
				const made = await formats.make(markdown, { signal, timeoutMs: endsAt - Date.now() });
				if (!made.ok && ENDING.has(made.problem.code)) isOver = made.problem;
				outcomes.set(
					page,
					made.ok ? { kind: "made", content: made.value } : { kind: "failed", problem: made.problem },
				);
			}
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	return outcomes;
}

/** What would befall the next page too. */
const ENDING: ReadonlySet<string> = new Set([
	"model_misconfigured",
	"model_rate_limited",
	"model_unavailable",
	"schema_invalid",
	"token_budget_exceeded",
]);

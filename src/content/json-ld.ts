import { parseLenientJson } from "./lenient-json.ts";

/** Deeper than any vocabulary, and far from what overflows the stack of who writes it as JSON again. */
const MOST_DEPTH = 50;

/** What the page's JSON-LD scripts hold; those that are no JSON or too deep are left out, lists are taken apart. */
export function parseJsonLd(texts: readonly string[]): unknown[] {
	return texts
		.map((text) => parseLenientJson(text))
		.flat()
		.filter((item) => typeof item === "object" && item !== null && depthIsWithin(item, MOST_DEPTH));
}

function depthIsWithin(value: unknown, most: number): boolean {
	if (typeof value !== "object" || value === null) return true;
	return most > 0 && Object.values(value).every((inner) => depthIsWithin(inner, most - 1));
}

import { z } from "zod";

const MOST_PATTERNS = 200;
const MOST_PATTERN_LENGTH = 2_000;

/** A regular expression that compiles. */
export interface RequestPattern {
	readonly source: string;
	readonly flags: string;
}

/** What may stand behind the second slash. */
const WITH_FLAGS = /^\/(.+)\/([dgimsuvy]*)$/s;

/**
 * A pattern as JavaScript's `RegExp` takes it, or between slashes with flags behind, as Cloudflare's own sample has it.
 * `undefined` for one that does not compile.
 */
export function readRequestPattern(text: string): RequestPattern | undefined {
	const [, source = text, flags = ""] = WITH_FLAGS.exec(text) ?? [];
	// These would make the outcome depend on the request before.
	const kept = flags.replaceAll(/[dgy]/g, "");
	try {
		// Only compiled here, which takes no time to speak of.
		// oxlint-disable-next-line patterns/linear
		return { source: new RegExp(source, kept).source, flags: kept };
	} catch {
		return undefined;
	}
}

const requestPattern = z
	.string()
	.min(1)
	.max(MOST_PATTERN_LENGTH)
	.transform((text, context) => {
		const pattern = readRequestPattern(text);
		if (pattern !== undefined) return pattern;
		context.addIssue("must be a regular expression");
		return z.NEVER;
	});

export const requestPatterns = z.array(requestPattern).max(MOST_PATTERNS);

/** Chrome's kinds of requests, in lower case. */
export const RESOURCE_TYPES = [
	"document",
	"stylesheet",
	"image",
	"media",
	"font",
	"script",
	"texttrack",
	"xhr",
	"fetch",
	"prefetch",
	"eventsource",
	"websocket",
	"manifest",
	"signedexchange",
	"ping",
	"cspviolationreport",
	"preflight",
	"other",
] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];

export const resourceTypes = z.array(z.enum(RESOURCE_TYPES)).max(100);

/** The four lists, as they are checked against one another. */
export interface RequestFilters {
	readonly rejectRequestPattern?: unknown;
	readonly allowRequestPattern?: unknown;
	readonly rejectResourceTypes?: unknown;
	readonly allowResourceTypes?: unknown;
}

/** Refuses a rejecting and an allowing list of the same kind. For `superRefine`. */
export function checkFilters(filters: RequestFilters, context: z.core.$RefinementCtx): void {
	for (const [reject, allow] of [
		["rejectRequestPattern", "allowRequestPattern"],
		["rejectResourceTypes", "allowResourceTypes"],
	] as const)
		if (filters[reject] !== undefined && filters[allow] !== undefined)
			context.addIssue(bothSet(reject, allow));
}

/** In Cloudflare's words. */
export const bothSet = (one: string, other: string): string =>
	`${one} and ${other} cannot be set at the same time, please remove one of them`;

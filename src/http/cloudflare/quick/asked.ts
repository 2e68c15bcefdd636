import { z } from "zod";
import { QUICK_BODIES, type QuickAction, type QuickRequest } from "../../../domain/quick/request.ts";
import { MAX_WAIT_MS } from "../../../domain/session.ts";

/** How old a kept answer may be, in seconds. */
export const MOST_CACHE_S = 86_400;
export const USUAL_CACHE_S = 5;

/** A number, or the text of one in an address. */
const number = (schema: z.ZodNumber) =>
	z.preprocess(
		(given) => (typeof given === "string" && /^\d{1,15}(?:\.\d{1,15})?$/.test(given) ? Number(given) : given),
		schema,
	);

const options = z.strictObject({
	cacheTTL: number(z.number().min(0).max(MOST_CACHE_S)).default(USUAL_CACHE_S),
	browser: z
		.literal("kitesurf")
		.refine(() => false, { error: "This Berth has no kitesurf. Leave browser out for Chrome." })
		.optional(),
	wait_ms: number(z.number().int().min(0).max(MAX_WAIT_MS)).optional(),
});

/** A quick action as it was asked for, before anything was looked at. */
export interface Asked {
	readonly action: QuickAction;
	readonly body: unknown;
	/** `cacheTTL`, `browser` and `wait_ms`, as numbers or as texts. */
	readonly options: Readonly<Record<string, unknown>>;
}

/** A quick action that may run. */
export interface QuickOrder {
	readonly request: QuickRequest;
	/** How old an answer may be, in seconds; 0 for none but a new one. */
	readonly cacheTtlS: number;
	/** How long it may wait for a place; absent for what is usual here. */
	readonly waitMs: number | undefined;
}

/** Everything that is wrong with what was asked, or the order. */
export function readAsked({
	action,
	body,
	options: given,
}: Asked): { readonly order: QuickOrder } | { readonly issues: readonly z.core.$ZodIssue[] } {
	const beside = options.safeParse(given);
	const read = QUICK_BODIES[action].safeParse(body);
	if (!beside.success || !read.success)
		return { issues: [...(beside.error?.issues ?? []), ...(read.error?.issues ?? [])] };
	// The one schema's output belongs to the one action; TypeScript does not follow that through the table.
	const request = { action, ...read.data } as QuickRequest;
	return { order: { request, cacheTtlS: beside.data.cacheTTL, waitMs: beside.data.wait_ms } };
}

import { z } from "zod";
import { guardrailsSchema } from "../domain/guardrails.ts";

/** What `acquire` and `launch` take, in the words of Cloudflare's types. */
export const acquireOptions = z.strictObject({
	keepAlive: z.number().int().optional(),
	recording: z.boolean().optional(),
	lab: z.boolean().optional(),
	/** Where the browser is to run is the browser service's to decide. */
	location: z.string().optional(),
	guardrails: guardrailsSchema.optional(),
	targets: z.boolean().optional(),
	liveViewUrlExpiresInMs: z.number().int().optional(),
	outboundByHost: z.unknown().optional(),
});

export type AcquireOptions = z.input<typeof acquireOptions>;

export const listOptions = z.strictObject({
	limit: z.number().int().optional(),
	offset: z.number().int().optional(),
});

export type ListOptions = z.input<typeof listOptions>;

export interface LiveViewOptions {
	readonly mode?: "devtools" | "tab" | "full";
	readonly targetId?: string;
	readonly expiresInMs?: number;
	readonly guardrails?: { readonly mode: "readonly" };
}

export interface LinkOptions {
	readonly liveViewUrlExpiresInMs?: number;
}

/** A quick action's body, and beside it what its address has over HTTP. */
export interface QuickOptions {
	readonly cacheTTL?: number;
	readonly browser?: string;
	readonly wait_ms?: number;
	readonly [field: string]: unknown;
}

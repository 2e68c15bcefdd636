import { z } from "zod";
import { type RecordOptions, recordSetting } from "./entry.ts";
import { type Guardrails, guardrailsSchema } from "./guardrails.ts";
import type { Right } from "./principal.ts";
import { problem } from "./problem.ts";
import { ok, refuse, type Result } from "./result.ts";
import { MAX_WAIT_MS } from "./session.ts";

/** What an operator writes as `props` of a binding to Berth. */
const props = z.strictObject({
	account: z.string({ error: "is needed" }).regex(/^[a-zA-Z0-9_-]{1,64}$/),
	right: z.enum(["read", "write"]).default("write"),
	keepAliveMs: z.number().int().min(10_000).optional(),
	waitMs: z.number().int().min(0).max(MAX_WAIT_MS).optional(),
	record: z
		.union([z.boolean().transform(String), z.string()])
		.pipe(recordSetting)
		.optional(),
	recording: z.boolean().optional(),
	guardrails: guardrailsSchema.optional(),
});

/**
 * A Worker that calls over a binding: the account that it acts in, what it may do there, and what its sessions have unless it
 * says otherwise.
 */
export interface Caller {
	readonly account: string;
	readonly right: Right;
	readonly keepAliveMs?: number | undefined;
	readonly waitMs?: number | undefined;
	readonly record?: RecordOptions | undefined;
	readonly recording?: boolean | undefined;
	/** The hosts that none of its sessions gets beyond. */
	readonly guardrails?: Guardrails | undefined;
}

/** Reads a binding's `props`. Refuses with `not_configured`, naming each that is missing or wrong. */
export function readCaller(given: unknown): Result<Caller> {
	const read = props.safeParse(given ?? {});
	if (read.success) return ok(read.data);
	const wrong = read.error.issues.map(({ path, message }) => `props.${path.join(".")} ${message}`);
	return refuse(
		problem(
			"not_configured",
			`The binding to Berth is not configured: ${wrong.join("; ")}. Set them in the wrangler.toml of the Worker that binds it.`,
		),
	);
}

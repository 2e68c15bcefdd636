import type { z } from "zod";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { textOfBase64Url } from "../../lib/base64url.ts";
import { parseJson } from "../../lib/json.ts";

/** Reads the `cf-brapi-guardrails` header, base64url of JSON; `undefined` where there is none. */
export function readGuardrailsHeader<T>(
	header: string | undefined,
	schema: z.ZodType<T>,
): Result<T | undefined> {
	if (header === undefined) return ok(undefined);
	const parsed = schema.safeParse(parseJson(textOfBase64Url(header) ?? ""));
	return parsed.success
		? ok(parsed.data)
		: refuse(problem("invalid_request", "cf-brapi-guardrails: not base64url of the JSON expected here"));
}

import { sign, verify } from "hono/jwt";
import { z } from "zod";
import type { AccessMode } from "../domain/principal.ts";

const AUDIENCE = "berth:cdp";

/** What a signed URL allows: one session, and either everything in it or a look at one target. */
export type Access =
	| { readonly mode: "full"; readonly sessionId: string }
	| { readonly mode: "readonly"; readonly sessionId: string; readonly targetId: string };

const claims = z.union([
	z.object({ aud: z.literal(AUDIENCE), sid: z.string(), mode: z.literal("full") }),
	z.object({ aud: z.literal(AUDIENCE), sid: z.string(), mode: z.literal("readonly"), tid: z.string() }),
]);

/** A JWT for one session, good for opening connections until `expiresInMs` from now (to the second, rounded up). */
export function signAccess(
	secret: string,
	grant: { sessionId: string; targetId: string; mode: AccessMode; expiresInMs: number },
): Promise<string> {
	const exp = Math.ceil((Date.now() + grant.expiresInMs) / 1000);
	const target = grant.mode === "readonly" ? { tid: grant.targetId } : {};
	return sign({ aud: AUDIENCE, sid: grant.sessionId, mode: grant.mode, ...target, exp }, secret, "HS256");
}

/** What the token allows, or `undefined` when it is forged, expired or made for something else. */
export async function verifyAccess(secret: string, token: string): Promise<Access | undefined> {
	let payload: unknown;
	try {
		payload = await verify(token, secret, "HS256");
	} catch {
		return undefined;
	}
	const parsed = claims.safeParse(payload);
	if (!parsed.success) return undefined;
	const { data } = parsed;
	return data.mode === "full"
		? { mode: "full", sessionId: data.sid }
		: { mode: "readonly", sessionId: data.sid, targetId: data.tid };
}

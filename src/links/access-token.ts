import { z } from "zod";
import type { AccessMode } from "../domain/principal.ts";
import { readClaims, signClaims } from "./claims.ts";

const AUDIENCE = "berth:cdp";

/** What a signed URL allows: one session, and either everything in it or a look at one target. */
export type Access =
	| { readonly mode: "full"; readonly sessionId: string }
	| { readonly mode: "readonly"; readonly sessionId: string; readonly targetId: string };

const claims = z.union([
	z.object({ aud: z.literal(AUDIENCE), sid: z.string(), mode: z.literal("full") }),
	z.object({ aud: z.literal(AUDIENCE), sid: z.string(), mode: z.literal("readonly"), tid: z.string() }),
]);

/** A JWT for one session, good for opening connections until `expiresInMs` from now. */
export function signAccess(
	secret: string,
	grant: { sessionId: string; targetId: string; mode: AccessMode; expiresInMs: number },
): Promise<string> {
	const target = grant.mode === "readonly" ? { tid: grant.targetId } : {};
	const granted = { aud: AUDIENCE, sid: grant.sessionId, mode: grant.mode, ...target };
	return signClaims(secret, granted, grant.expiresInMs);
}

/** What the token allows, or `undefined` when it is forged, expired or made for something else. */
export async function verifyAccess(secret: string, token: string): Promise<Access | undefined> {
	const data = await readClaims(secret, token, claims);
	if (data === undefined) return undefined;
	return data.mode === "full"
		? { mode: "full", sessionId: data.sid }
		: { mode: "readonly", sessionId: data.sid, targetId: data.tid };
}

import { z } from "zod";
import { readClaims, signClaims } from "./claims.ts";

const AUDIENCE = "berth:frames";

const claims = z.object({ aud: z.literal(AUDIENCE), sid: z.string() });

/** A JWT to look at one session, good for opening streams until `expiresInMs` from now. */
export function signFrameToken(
	secret: string,
	grant: { readonly sessionId: string; readonly expiresInMs: number },
): Promise<string> {
	return signClaims(secret, { aud: AUDIENCE, sid: grant.sessionId }, grant.expiresInMs);
}

/** The session that the token is for, or `undefined` when it is forged, expired or made for something else. */
export async function verifyFrameToken(secret: string, token: string): Promise<string | undefined> {
	return (await readClaims(secret, token, claims))?.sid;
}

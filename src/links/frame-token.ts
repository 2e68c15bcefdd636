import { sign, verify } from "hono/jwt";
import { z } from "zod";

const AUDIENCE = "berth:frames";

const claims = z.object({ aud: z.literal(AUDIENCE), sid: z.string() });

/** A JWT to look at one session, good for opening streams until `expiresInMs` from now (to the second, rounded up). */
export function signFrameToken(
	secret: string,
	grant: { readonly sessionId: string; readonly expiresInMs: number },
): Promise<string> {
	const exp = Math.ceil((Date.now() + grant.expiresInMs) / 1000);
	return sign({ aud: AUDIENCE, sid: grant.sessionId, exp }, secret, "HS256");
}

/** The session that the token is for, or `undefined` when it is forged, expired or made for something else. */
export async function verifyFrameToken(secret: string, token: string): Promise<string | undefined> {
	let payload: unknown;
	try {
		payload = await verify(token, secret, "HS256");
	} catch {
		return undefined;
	}
	return claims.safeParse(payload).data?.sid;
}

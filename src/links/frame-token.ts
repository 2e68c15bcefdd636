import { z } from "zod";
import { type LinkSource, readClaims, signClaims, type SignedLink } from "./claims.ts";

const AUDIENCE = "berth:frames";

const claims = z.object({ aud: z.literal(AUDIENCE) });

/** A JWT to look at one session, good for opening streams until `expiresInMs` from now. */
export const signFrameToken = (source: Omit<LinkSource, "origin">, expiresInMs: number): Promise<string> =>
	signClaims(source, { aud: AUDIENCE }, expiresInMs);

/** The link that the token is, or `undefined` when it is forged, expired or made for something else. */
export async function verifyFrameToken(secret: string, token: string): Promise<SignedLink | undefined> {
	return (await readClaims(secret, token, claims))?.link;
}

import { sign, verify } from "hono/jwt";
import type { z } from "zod";

/** A JWT with these claims, good until `expiresInMs` from now (to the second, rounded up). */
export function signClaims(
	secret: string,
	claims: Readonly<Record<string, string>>,
	expiresInMs: number,
): Promise<string> {
	const exp = Math.ceil((Date.now() + expiresInMs) / 1000);
	return sign({ ...claims, exp }, secret, "HS256");
}

/** The claims of a token, or `undefined` when it is forged, expired or made for something else. */
export async function readClaims<Claims>(
	secret: string,
	token: string,
	claims: z.ZodType<Claims>,
): Promise<Claims | undefined> {
	try {
		return claims.safeParse(await verify(token, secret, "HS256")).data;
	} catch {
		return undefined;
	}
}

import { z } from "zod";
import type { AccessMode } from "../domain/principal.ts";
import { type LinkSource, readClaims, signClaims, type SignedLink } from "./claims.ts";

const AUDIENCE = "berth:cdp";

/** What a signed URL allows: one session, and either everything in it or a look at one target. */
export type Access = SignedLink &
	({ readonly mode: "full" } | { readonly mode: "readonly"; readonly targetId: string });

const claims = z.union([
	z.object({ aud: z.literal(AUDIENCE), mode: z.literal("full") }),
	z.object({ aud: z.literal(AUDIENCE), mode: z.literal("readonly"), tid: z.string() }),
]);

/** A JWT for one session, good for opening connections until `expiresInMs` from now. */
export function signAccess(
	source: Omit<LinkSource, "origin">,
	{ targetId, mode, expiresInMs }: { targetId: string; mode: AccessMode; expiresInMs: number },
): Promise<string> {
	const target = mode === "readonly" ? { tid: targetId } : {};
	return signClaims(source, { aud: AUDIENCE, mode, ...target }, expiresInMs);
}

/** What the token allows, or `undefined` when it is forged, expired or made for something else. */
export async function verifyAccess(secret: string, token: string): Promise<Access | undefined> {
	const read = await readClaims(secret, token, claims);
	if (read === undefined) return undefined;
	const { link, claims: data } = read;
	return data.mode === "full" ? { ...link, mode: "full" } : { ...link, mode: "readonly", targetId: data.tid };
}

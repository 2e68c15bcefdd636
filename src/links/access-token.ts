import { z } from "zod";
import type { AccessMode } from "../domain/principal.ts";
import { type LinkSource, readClaims, signClaims, type SignedLink } from "./claims.ts";

const AUDIENCE = "berth:cdp";

/** What a signed URL allows: one session, and either everything in it or a look, at one target where one is named. */
export type Access = SignedLink &
	({ readonly mode: "full" } | { readonly mode: "readonly"; readonly targetId: string | undefined });

const claims = z.union([
	z.object({ aud: z.literal(AUDIENCE), mode: z.literal("full") }),
	z.object({ aud: z.literal(AUDIENCE), mode: z.literal("readonly"), tid: z.string() }),
	z.object({ aud: z.literal(AUDIENCE), mode: z.literal("readonly"), whole: z.literal("true") }),
]);

/** A JWT for one session, or to look at one target of it where one is named; good for opening connections until `expiresInMs` from now. */
export function signAccess(
	source: Omit<LinkSource, "origin">,
	{ targetId, mode, expiresInMs }: { targetId?: string; mode: AccessMode; expiresInMs: number },
): Promise<string> {
	const confined = targetId === undefined ? { whole: "true" } : { tid: targetId };
	const claimed = { aud: AUDIENCE, mode, ...(mode === "readonly" && confined) };
	return signClaims(source, claimed, expiresInMs);
}

/** What the token allows, or `undefined` when it is forged, expired or made for something else. */
export async function verifyAccess(secret: string, token: string): Promise<Access | undefined> {
	const read = await readClaims(secret, token, claims);
	if (read === undefined) return undefined;
	const { link, claims: data } = read;
	if (data.mode === "full") return { ...link, mode: "full" };
	return { ...link, mode: "readonly", targetId: "tid" in data ? data.tid : undefined };
}

import { z } from "zod";
import { type LinkSource, readClaims, signClaims, type SignedLink } from "./claims.ts";
import { artifactUrl } from "./urls.ts";

const AUDIENCE = "berth:artifact";

/** How long an artifact's link is good for when nobody says otherwise, and the bounds of what may be asked for. */
export const ARTIFACT_LINK_MS = { least: 60_000, most: 86_400_000, fallback: 3_600_000 } as const;

const claims = z.object({ aud: z.literal(AUDIENCE), oid: z.string() });

/** What is needed to hand out links to a session's artifacts. */
export interface ArtifactGrant extends LinkSource {
	readonly expiresInMs?: number | undefined;
}

/** A link with which anybody gets one artifact, and nothing else. */
export async function artifactLink(grant: ArtifactGrant, objectId: string): Promise<string> {
	const { origin, sessionId, expiresInMs = ARTIFACT_LINK_MS.fallback } = grant;
	const token = await signClaims(grant, { aud: AUDIENCE, oid: objectId }, expiresInMs);
	return artifactUrl(origin, sessionId, objectId, token);
}

/** The link that the token is to this very artifact; `undefined` when it is none, or has expired. */
export async function linkToArtifact(
	secret: string,
	token: string,
	sessionId: string,
	objectId: string,
): Promise<SignedLink | undefined> {
	const read = await readClaims(secret, token, claims);
	return read?.link.sessionId === sessionId && read.claims.oid === objectId ? read.link : undefined;
}

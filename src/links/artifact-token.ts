import { z } from "zod";
import { readClaims, signClaims } from "./claims.ts";
import { artifactUrl } from "./urls.ts";

const AUDIENCE = "berth:artifact";

/** How long an artifact's link is good for when nobody says otherwise, and the bounds of what may be asked for. */
export const ARTIFACT_LINK_MS = { least: 60_000, most: 86_400_000, fallback: 3_600_000 } as const;

const claims = z.object({ aud: z.literal(AUDIENCE), sid: z.string(), oid: z.string() });

/** What is needed to hand out links to a session's artifacts. */
export interface ArtifactGrant {
	/** Berth's own origin, `http(s)://HOST`. */
	readonly origin: string;
	readonly secret: string;
	readonly sessionId: string;
	readonly expiresInMs?: number | undefined;
}

/** A link with which anybody gets one artifact, and nothing else. */
export async function artifactLink(grant: ArtifactGrant, objectId: string): Promise<string> {
	const { origin, secret, sessionId, expiresInMs = ARTIFACT_LINK_MS.fallback } = grant;
	const token = await signClaims(secret, { aud: AUDIENCE, sid: sessionId, oid: objectId }, expiresInMs);
	return artifactUrl(origin, sessionId, objectId, token);
}

/** Whether the token is for this very artifact, and still good. */
export async function opensArtifact(
	secret: string,
	token: string,
	sessionId: string,
	objectId: string,
): Promise<boolean> {
	const allowed = await readClaims(secret, token, claims);
	return allowed?.sid === sessionId && allowed.oid === objectId;
}

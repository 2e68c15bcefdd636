import { z } from "zod";
import { type LinkSource, readClaims, signClaims, type SignedLink } from "./claims.ts";
import { replayPageUrl } from "./urls.ts";

const AUDIENCE = "berth:replay";

/** How long the link is good for when nobody says otherwise, and the bounds of what may be asked for. */
export const REPLAY_LINK_MS = { least: 60_000, most: 86_400_000, fallback: 3_600_000 } as const;

const claims = z.object({ aud: z.literal(AUDIENCE) });

/** What is needed to hand out links to a session's replay. */
export interface ReplayGrant extends LinkSource {
	readonly expiresInMs?: number | undefined;
}

/** A link to the page that replays a session, with the right to read its recording and its log, and nothing else. */
export async function replayLink(grant: ReplayGrant): Promise<string> {
	const { origin, sessionId, expiresInMs = REPLAY_LINK_MS.fallback } = grant;
	return replayPageUrl(origin, sessionId, await signClaims(grant, { aud: AUDIENCE }, expiresInMs));
}

/** The link that the token is to this session's replay; `undefined` when it is none, or has expired. */
export async function linkToReplay(
	secret: string,
	token: string,
	sessionId: string,
): Promise<SignedLink | undefined> {
	const link = (await readClaims(secret, token, claims))?.link;
	return link?.sessionId === sessionId ? link : undefined;
}

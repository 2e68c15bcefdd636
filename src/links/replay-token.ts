import { z } from "zod";
import { readClaims, signClaims } from "./claims.ts";
import { replayPageUrl } from "./urls.ts";

const AUDIENCE = "berth:replay";

/** How long the link is good for when nobody says otherwise, and the bounds of what may be asked for. */
export const REPLAY_LINK_MS = { least: 60_000, most: 86_400_000, fallback: 3_600_000 } as const;

const claims = z.object({ aud: z.literal(AUDIENCE), sid: z.string(), exp: z.number() });

/** What is needed to hand out links to a session's replay. */
export interface ReplayGrant {
	/** Berth's own origin, `http(s)://HOST`. */
	readonly origin: string;
	readonly secret: string;
	readonly sessionId: string;
	readonly expiresInMs?: number | undefined;
}

/** A link to the page that replays a session, with the right to read its recording and its log, and nothing else. */
export async function replayLink(grant: ReplayGrant): Promise<string> {
	const { origin, secret, sessionId, expiresInMs = REPLAY_LINK_MS.fallback } = grant;
	const token = await signClaims(secret, { aud: AUDIENCE, sid: sessionId }, expiresInMs);
	return replayPageUrl(origin, sessionId, token);
}

/** Until when the token opens this session's replay, in epoch milliseconds; `undefined` when it does not. */
export async function replayUntil(
	secret: string,
	token: string,
	sessionId: string,
): Promise<number | undefined> {
	const allowed = await readClaims(secret, token, claims);
	return allowed?.sid === sessionId ? allowed.exp * 1000 : undefined;
}

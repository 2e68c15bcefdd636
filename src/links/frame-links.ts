import type { LinkSource } from "./claims.ts";
import { signFrameToken } from "./frame-token.ts";
import { LINK_LIFETIME_MS, linksOf } from "./target-links.ts";
import { frameStreamUrl } from "./urls.ts";

/** What is needed to hand out a look at a session. */
export interface FrameGrant extends LinkSource {
	/** The page for the live view; without one there is no `frame_url`. */
	readonly targetId?: string | undefined;
	/** Five minutes unless said otherwise; an open stream outlives it. */
	readonly expiresInMs?: number;
}

/** In Browsr's words, as each of its answers has them. */
export interface FrameLinks {
	readonly frame_token: string;
	readonly sse_url: string;
	/** Berth's own page, which shows the target live and takes no input. */
	readonly frame_url?: string;
}

/** A token to watch a session, the stream's URL with it, and a page that shows a target of it. */
export async function frameLinksOf(grant: FrameGrant): Promise<FrameLinks> {
	const { origin, sessionId, targetId, expiresInMs = LINK_LIFETIME_MS.fallback } = grant;
	const frame_token = await signFrameToken(grant, expiresInMs);
	const sse_url = frameStreamUrl(origin, sessionId, frame_token);
	if (targetId === undefined) return { frame_token, sse_url };
	const link = { ...grant, mode: "readonly", expiresInMs } as const;
	const { devtoolsFrontendUrl } = await linksOf(link, targetId, "tab");
	return { frame_token, sse_url, frame_url: devtoolsFrontendUrl };
}

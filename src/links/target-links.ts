import type { AccessMode } from "../domain/principal.ts";
import { signAccess } from "./access-token.ts";
import type { LinkSource } from "./claims.ts";
import { targetSocketUrl, type ViewMode, viewUrl } from "./urls.ts";

/** How long a signed URL is good for when nobody says otherwise, and the bounds of what may be asked for. */
export const LINK_LIFETIME_MS = { least: 60_000, most: 3_600_000, fallback: 300_000 } as const;

/** What is needed to hand out signed URLs of a session. */
export interface LinkGrant extends LinkSource {
	readonly mode: AccessMode;
	readonly expiresInMs: number;
}

export interface TargetLinks {
	readonly webSocketDebuggerUrl: string;
	readonly devtoolsFrontendUrl: string;
}

/** The signed URLs of one target: its socket, and the page that shows it. */
export async function linksOf(grant: LinkGrant, targetId: string, view?: ViewMode): Promise<TargetLinks> {
	const { sessionId, mode, expiresInMs, origin } = grant;
	const jwt = await signAccess(grant, { targetId, mode, expiresInMs });
	const webSocketDebuggerUrl = targetSocketUrl(origin, sessionId, targetId, jwt);
	return { webSocketDebuggerUrl, devtoolsFrontendUrl: viewUrl(origin, webSocketDebuggerUrl, view) };
}

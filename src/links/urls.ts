/** Which page a live view opens: the inspector, the page alone, or the whole browser. */
export type ViewMode = "devtools" | "tab" | "full";

const DEVTOOLS = "browser-rendering/devtools";

const websocketOrigin = (origin: string): string => origin.replace(/^http/, "ws");

/** The CDP socket of a session for clients that hold a token. `origin` is Berth's own, `http(s)://HOST`. */
export const sessionSocketUrl = (origin: string, account: string, sessionId: string): string =>
	`${websocketOrigin(origin)}/client/v4/accounts/${account}/${DEVTOOLS}/browser/${sessionId}`;

/** The same, opened by whoever holds the signed token. */
export const signedSessionSocketUrl = (origin: string, sessionId: string, jwt: string): string =>
	`${websocketOrigin(origin)}/api/devtools/browser/${sessionId}?jwt=${jwt}`;

/** The CDP socket of one target, opened by whoever holds the signed token. */
export const targetSocketUrl = (origin: string, sessionId: string, targetId: string, jwt: string): string =>
	`${websocketOrigin(origin)}/api/devtools/browser/${sessionId}/page/${targetId}?jwt=${jwt}`;

/**
 * The page that shows a target to a person. The socket's address stands in the query as it is, its own `?`
 * included, as in Cloudflare's guide.
 */
export function viewUrl(origin: string, socketUrl: string, mode: ViewMode = "devtools"): string {
	const [scheme = "ws", address = ""] = socketUrl.split("://", 2);
	const chosen = mode === "devtools" ? "" : `mode=${mode}&`;
	return `${origin}/ui/view?${chosen}${scheme}=${address}`;
}

/** The live frames of a session, for whoever holds the frame token. */
export const frameStreamUrl = (origin: string, sessionId: string, frameToken: string): string =>
	`${origin}/stream/sse?session_id=${sessionId}&token=${frameToken}`;

/** One artifact of a session, for whoever holds the token. */
export const artifactUrl = (origin: string, sessionId: string, objectId: string, token: string): string =>
	`${origin}/artifacts/${sessionId}/${objectId}?token=${token}`;

/** The page that replays a session. The token stands where browsers keep it to themselves. */
export const replayPageUrl = (origin: string, sessionId: string, token: string): string =>
	`${origin}/ui/replay?session=${sessionId}#token=${token}`;

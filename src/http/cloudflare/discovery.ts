import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { accessModeOf } from "../../domain/principal.ts";
import { signAccess } from "../../links/access-token.ts";
import { LINK_LIFETIME_MS } from "../../links/target-links.ts";
import { signedSessionSocketUrl } from "../../links/urls.ts";
import { isTokenInAddress } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { linkSource } from "../link-source.ts";
import { presentSessionSocket } from "./present.ts";

/** An address with a token is to be repeated nowhere. */
export const sendNoReferrer = createMiddleware<BerthEnv>(async (c, next) => {
	await next();
	if (isTokenInAddress(c)) c.header("Referrer-Policy", "no-referrer");
});

/**
 * The socket that a client finds. One whose token stood in the address sends no header with the upgrade either, so it gets a
 * link that is soon over, and not its token back.
 */
export async function presentFoundSocket(c: Context<BerthEnv>, sessionId: string): Promise<string> {
	if (!isTokenInAddress(c)) return presentSessionSocket(c, sessionId);
	const jwt = await signAccess(linkSource(c, sessionId), {
		mode: accessModeOf(c.var.principal),
		expiresInMs: LINK_LIFETIME_MS.fallback,
	});
	return signedSessionSocketUrl(c.var.origin, sessionId, jwt);
}

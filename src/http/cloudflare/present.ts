import type { Context } from "hono";
import { accessModeOf } from "../../domain/principal.ts";
import { isActive, type SessionRecord } from "../../domain/session.ts";
import { isPage, type Target } from "../../domain/target.ts";
import { type LinkGrant, linksOf } from "../../links/target-links.ts";
import { sessionSocketUrl } from "../../links/urls.ts";
import type { BerthEnv } from "../context.ts";
import { linkSource } from "../link-source.ts";
import type { SessionBody, TargetBody } from "./schemas.ts";
import { shownPage } from "../shown-page.ts";

type Ctx = Context<BerthEnv>;

/** What signed URLs in this request's answer may do: no more than its token. */
const grantOf = (c: Ctx, sessionId: string, expiresInMs: number): LinkGrant => ({
	...linkSource(c, sessionId),
	mode: accessModeOf(c.var.principal),
	expiresInMs,
});

/** A target with URLs of Berth's own, good for `expiresInMs`. */
export async function presentTarget(
	c: Ctx,
	sessionId: string,
	target: Target,
	expiresInMs: number,
): Promise<TargetBody> {
	const links = await linksOf(grantOf(c, sessionId, expiresInMs), target.id);
	const { webSocketDebuggerUrl } = links;
	const shown = shownPage(c.var.principal, target);
	return isPage(target) ? { ...shown, ...links } : { ...shown, webSocketDebuggerUrl };
}

export const presentTargets = (
	c: Ctx,
	sessionId: string,
	targets: readonly Target[],
	expiresInMs: number,
): Promise<TargetBody[]> =>
	Promise.all(targets.map((target) => presentTarget(c, sessionId, target, expiresInMs)));

/** A session as `/session` shows it. Only what applies is there; an ended one has no socket. */
export function presentSession(c: Ctx, session: SessionRecord): SessionBody {
	const shown: SessionBody = {
		sessionId: session.id,
		startTime: session.startTime,
		lastUpdated: session.lastUpdated,
	};
	if (session.endTime !== undefined) shown.endTime = session.endTime;
	if (session.connectionId !== undefined) shown.connectionId = session.connectionId;
	if (session.connectionStartTime !== undefined) shown.connectionStartTime = session.connectionStartTime;
	if (session.connectionEndTime !== undefined) shown.connectionEndTime = session.connectionEndTime;
	if (session.closeReason !== undefined) shown.closeReason = session.closeReason;
	if (session.closeReasonText !== undefined) shown.closeReasonText = session.closeReasonText;
	if (isActive(session.state)) shown.webSocketDebuggerUrl = presentSessionSocket(c, session.id);
	return shown;
}

export const presentSessionSocket = (c: Ctx, sessionId: string): string =>
	sessionSocketUrl(c.var.origin, c.var.account, sessionId);

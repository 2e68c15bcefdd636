import type { Context } from "hono";
import { problem } from "../../domain/problem.ts";
import { isActive } from "../../domain/session.ts";
import { frameLinksOf, type FrameLinks } from "../../links/frame-links.ts";
import type { BerthEnv } from "../context.ts";
import { linkSource } from "../link-source.ts";
import { ProblemError } from "../problem-error.ts";
import { callSessionInView } from "../sessions.ts";

/** A fresh look at a session of the principal's, for a token that has run out. It is no use of the session. */
export async function renewFrameLinks(c: Context<BerthEnv>, sessionId: string): Promise<FrameLinks> {
	const { record, firstPage } = await callSessionInView(c, sessionId, (session) =>
		session.describeWithPage(),
	);
	if (!isActive(record.state))
		throw new ProblemError(
			problem("session_ended", `This session has ended: ${record.closeReason}. ${record.closeReasonText}`),
		);
	return frameLinksOf({ ...linkSource(c, sessionId), targetId: firstPage?.id });
}

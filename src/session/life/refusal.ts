import { type Problem, problem, sessionNotFound } from "../../domain/problem.ts";
import { isActive, type SessionRecord } from "../../domain/session.ts";

/** Of a browser that may be there. */
export const noAnswer = problem("browser_unreachable", "The browser does not answer.", 1);

export const unknownTarget = problem("target_not_found", "Target not found.");

/** Why a session can't be used, for one that is not running. */
export function refusalFor(session: SessionRecord | undefined): Problem {
	if (session === undefined) return sessionNotFound;
	if (isActive(session.state)) return problem("session_starting", "The session is still starting.", 1);
	const { closeReason, closeReasonText } = session;
	const code = session.state === "failed" ? "session_failed" : "session_ended";
	return problem(code, `This session has ended: ${closeReason}. ${closeReasonText}`);
}

import type { Context } from "hono";
import type { Result } from "../../domain/result.ts";
import type { Session } from "../../session/session.ts";
import type { BerthEnv } from "../context.ts";
import { callSession, createSession } from "../sessions.ts";

/** How long a call without a session waits for one. */
const SESSION_WAIT_MS = 30_000;

interface Answered<T> {
	readonly sessionId: string;
	readonly answer: T;
}

/**
 * Asks the session that a call names, or one that is made for it. Such a one stays for a while: a call that follows can
 * use it, and one that is left costs nothing.
 */
export async function askSession<T>(
	c: Context<BerthEnv>,
	sessionId: string | undefined,
	ask: (session: DurableObjectStub<Session>) => Promise<Result<T>>,
): Promise<Answered<T>> {
	if (sessionId !== undefined) return { sessionId, answer: await callSession(c, sessionId, ask) };
	const options = { keepAliveMs: c.var.config.implicitIdleMs, waitMs: SESSION_WAIT_MS };
	const { session, first } = await createSession(c, options, ask);
	return { sessionId: session.id, answer: first };
}

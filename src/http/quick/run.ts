import { ownershipOf } from "../../catalog/ownership.ts";
import type { Config } from "../../domain/config.ts";
import { sessionNotFound } from "../../domain/problem.ts";
import type { QuickOutcome } from "../../domain/quick/outcome.ts";
import type { QuickRequest } from "../../domain/quick/request.ts";
import { refuse, type Result } from "../../domain/result.ts";
import { type QuickEnv, runInSession, runShared } from "../../quick/shared-run.ts";
import { readCatalog } from "../catalog-access.ts";
import { guardrailsFor } from "../guardrails.ts";

/** Who wants a quick action, and what it may use. */
export interface QuickAccess {
	readonly env: QuickEnv & Pick<Env, "CATALOG">;
	readonly config: Pick<Config, "quick">;
	readonly account: string;
	/** The port that Berth was called at: never for the page. */
	readonly berthPort: string;
	/** Aborts when the caller has left. */
	readonly signal?: AbortSignal | undefined;
	/** Keeps the Worker alive until work is done that must not be left half-way. */
	readonly waitUntil: (work: Promise<unknown>) => void;
}

/**
 * Runs a quick action in a browser that is shared, or in that of the account's session which it names. Throws the catalog's
 * refusals. Refuses with `session_not_found` for another account's session, `rate_limited` when there is no place within
 * `waitMs`, `invalid_request` for what Chrome does not take, and with what a browser can't be had for.
 */
export async function runQuick(
	access: QuickAccess,
	{ guardrails, ...request }: QuickRequest,
	waitMs: number = access.config.quick.waitMs,
): Promise<Result<QuickOutcome>> {
	const { env, account, berthPort, signal } = access;
	const { session_id: sessionId } = request;
	const work =
		sessionId === undefined
			? runShared(
					env,
					{ account, waitMs, berthPort, signal, guardrails: await guardrailsFor(env, guardrails) },
					request,
				)
			: runInOwn(access, sessionId, request);
	// The request ends with its client otherwise, and leaves its place taken.
	access.waitUntil(work.catch(() => undefined));
	return work;
}

async function runInOwn(
	{ env, account, signal }: QuickAccess,
	sessionId: string,
	request: QuickRequest,
): Promise<Result<QuickOutcome>> {
	const found = await readCatalog(env.CATALOG, () => ownershipOf(env.CATALOG, sessionId));
	return found?.account === account ? runInSession(env, sessionId, request, signal) : refuse(sessionNotFound);
}

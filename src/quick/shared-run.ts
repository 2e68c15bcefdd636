import { noBrowser } from "../browser/refusals.ts";
import type { ResolvedGuardrails } from "../domain/guardrails.ts";
import { type ProblemCode, problem } from "../domain/problem.ts";
import type { QuickOutcome } from "../domain/quick/outcome.ts";
import type { AnyQuickRequest } from "../domain/quick/request.ts";
import { refuse, type Result } from "../domain/result.ts";
import { NO_TRUST } from "../domain/trust.ts";
import { describeFault, log } from "../lib/log.ts";
import { withTimeout } from "../lib/timeout.ts";
import type { Order } from "./desk.ts";
import type { SharedTerms, Use } from "./pool.ts";

/** All of a deployment share one pool, under this name. */
const POOL = "shared";

/** An action has a limit itself; its place is to be opened before, and may be slow to. */
const USUAL_ACTION_MS = 60_000;
const AROUND_IT_MS = 60_000;

/** A session that says this has no browser any more. */
const GONE: ReadonlySet<ProblemCode> = new Set([
	"browser_unreachable",
	"session_ended",
	"session_failed",
	"session_not_found",
	"session_starting",
	"session_unavailable",
]);

/** The objects that quick actions need. */
export type QuickEnv = Pick<Env, "SESSION" | "QUICK_POOL">;

/** For whom an action runs, and what it may use. */
export interface SharedOrder {
	readonly account: string;
	/** How long it may wait for a place, in milliseconds. */
	readonly waitMs: number;
	/** The port that Berth is called at: never for the page. */
	readonly berthPort: string;
	/** The hosts that the page may reach; absent for all. */
	readonly guardrails?: ResolvedGuardrails | undefined;
	/** Aborts when the caller has left. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Runs an action in a browser that is shared. Never throws. Refuses with `rate_limited` when there is no place in time,
 * `invalid_request` for what Chrome does not take, and with what a browser can't be had for.
 */
export async function runShared(
	env: QuickEnv,
	{ account, waitMs, berthPort, guardrails, signal }: SharedOrder,
	request: AnyQuickRequest,
): Promise<Result<QuickOutcome>> {
	const terms: SharedTerms = {
		trust: { ...NO_TRUST, berthPort },
		...(guardrails !== undefined && { guardrails }),
	};
	const order: Order = { account, kind: JSON.stringify(terms), waitMs };
	let outcome: Result<QuickOutcome> = refuse(browserLost);
	const use = async (sessionId: string): Promise<Use> => {
		if (signal?.aborted === true) return { verdict: "good", browserMs: 0 };
		outcome = await runInSession(env, sessionId, request, signal);
		if (outcome.ok) return { verdict: "good", browserMs: outcome.value.browserMs };
		return { verdict: GONE.has(outcome.problem.code) ? "lost" : "good", browserMs: 0 };
	};
	try {
		const lent = await env.QUICK_POOL.getByName(POOL).lend(order, use);
		if (!lent.ok) return lent;
		// That a browser was a session's is nobody's concern here.
		return !outcome.ok && GONE.has(outcome.problem.code) ? refuse(browserLost) : outcome;
	} catch (fault) {
		log("warn", "quick.pool_failed", { fault: describeFault(fault) });
		// The action may be done although its place could not be given back.
		return outcome;
	}
}

/** Runs an action in a session's browser. Never throws. */
export async function runInSession(
	env: Pick<Env, "SESSION">,
	sessionId: string,
	request: AnyQuickRequest,
	signal?: AbortSignal,
): Promise<Result<QuickOutcome>> {
	const ticket = crypto.randomUUID();
	const session = env.SESSION.getByName(sessionId);
	const giveUp = () => void session.cancelQuick(ticket).catch(() => undefined);
	signal?.addEventListener("abort", giveUp);
	try {
		// An object that never answers must not hold a place for ever.
		const mostMs = (request.actionTimeout ?? USUAL_ACTION_MS) + AROUND_IT_MS;
		const asking: Promise<Result<QuickOutcome>> = session.quick(ticket, request);
		return await withTimeout(asking, mostMs, "the action");
	} catch (fault) {
		log("warn", "quick.call_failed", { fault: describeFault(fault) });
		return refuse(problem("session_unavailable", "The session can't be reached. Please try again.", 1));
	} finally {
		signal?.removeEventListener("abort", giveUp);
	}
}

/** Another is started for the next one who asks. */
const browserLost = { ...noBrowser, retryAfterS: 1 };

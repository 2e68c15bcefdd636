import type { Config } from "../../domain/config.ts";
import { type ProblemCode, problem } from "../../domain/problem.ts";
import type { QuickOutcome } from "../../domain/quick/outcome.ts";
import type { QuickRequest } from "../../domain/quick/request.ts";
import { refuse, type Result } from "../../domain/result.ts";
import { NO_TRUST } from "../../domain/trust.ts";
import type { Order, Verdict } from "../../quick/desk.ts";
import type { SharedTerms } from "../../quick/pool.ts";
import { ownershipOf } from "../../catalog/ownership.ts";
import { describeFault, log } from "../../lib/log.ts";
import { readCatalog } from "../catalog-access.ts";
import { resolveGuardrails } from "../guardrails.ts";

/** All deployments have one pool, under this name. */
const POOL = "shared";

/** A session that says this has no browser any more. */
const GONE: ReadonlySet<ProblemCode> = new Set([
	"browser_unreachable",
	"session_ended",
	"session_failed",
	"session_not_found",
	"session_starting",
	"session_unavailable",
]);

/** Who wants a quick action, and what it may use. */
export interface QuickAccess {
	readonly env: Pick<Env, "CATALOG" | "SESSION" | "QUICK_POOL">;
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
 * Runs a quick action in a browser that is shared, or in that of the account's session which it names. Never throws but for the
 * catalog's refusals: refuses with `session_not_found` for another account's session, `rate_limited` when there is no place within
 * `waitMs`, `invalid_request` for what Chrome does not take, and with what a browser can't be had for.
 */
export async function runQuick(
	access: QuickAccess,
	request: QuickRequest,
	waitMs: number = access.config.quick.waitMs,
): Promise<Result<QuickOutcome>> {
	const running =
		request.session_id === undefined
			? runShared(access, request, waitMs)
			: runInSession(access, request, request.session_id);
	// The request ends with its client otherwise, and leaves its place taken.
	access.waitUntil(running.catch(() => undefined));
	return running;
}

async function runInSession(
	access: QuickAccess,
	request: QuickRequest,
	sessionId: string,
): Promise<Result<QuickOutcome>> {
	const { CATALOG } = access.env;
	const found = await readCatalog(CATALOG, () => ownershipOf(CATALOG, sessionId));
	if (found?.account !== access.account) return refuse(problem("session_not_found", "Session not found."));
	return runIn(access, sessionId, request);
}

async function runShared(
	access: QuickAccess,
	{ guardrails, ...request }: QuickRequest,
	waitMs: number,
): Promise<Result<QuickOutcome>> {
	const { env, account, berthPort, signal } = access;
	const resolved = guardrails && (await resolveGuardrails(env.CATALOG, guardrails));
	const terms: SharedTerms = {
		trust: { ...NO_TRUST, berthPort },
		...(resolved !== undefined && { guardrails: resolved }),
	};
	const order: Order = { account, kind: JSON.stringify(terms), waitMs };
	let outcome: Result<QuickOutcome> = refuse(noBrowser);
	const use = async (sessionId: string): Promise<Verdict> => {
		if (signal?.aborted === true) return "good";
		outcome = await runIn(access, sessionId, request);
		return !outcome.ok && GONE.has(outcome.problem.code) ? "lost" : "good";
	};
	try {
		const lent = await env.QUICK_POOL.getByName(POOL).lend(order, use);
		return lent.ok ? outcome : lent;
	} catch (fault) {
		log("warn", "quick.pool_failed", { fault: describeFault(fault) });
		// The action may be done although its place could not be given back.
		return outcome;
	}
}

async function runIn(
	{ env, signal }: QuickAccess,
	sessionId: string,
	request: QuickRequest,
): Promise<Result<QuickOutcome>> {
	const ticket = crypto.randomUUID();
	const giveUp = () => void env.SESSION.getByName(sessionId).cancelQuick(ticket);
	signal?.addEventListener("abort", giveUp);
	try {
		return await env.SESSION.getByName(sessionId).quick(ticket, request);
	} catch (fault) {
		log("warn", "quick.call_failed", { fault: describeFault(fault) });
		return refuse(problem("session_unavailable", "The session can't be reached. Please try again.", 1));
	} finally {
		signal?.removeEventListener("abort", giveUp);
	}
}

const noBrowser = problem(
	"no_browser_available",
	"No browser available. Please try again in a few minutes.",
	1,
);

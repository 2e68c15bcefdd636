import { problem } from "../../../domain/problem.ts";
import type { QuickOutcome } from "../../../domain/quick/outcome.ts";
import type { QuickRequest } from "../../../domain/quick/request.ts";
import type { Result } from "../../../domain/result.ts";
import { problemOf } from "../../problems.ts";
import { type Asked, readAsked } from "./asked.ts";
import { type AnswerStore, isCacheable, QuickCache } from "./cache.ts";
import { presentDone, presentFailure, presentIssues, presentRefusal } from "./present.ts";

/** Where a quick action runs, and for whom. */
export interface QuickDesk {
	readonly account: string;
	/** Runs it; `undefined` for the usual wait for a place. */
	readonly run: (request: QuickRequest, waitMs: number | undefined) => Promise<Result<QuickOutcome>>;
	readonly cache: AnswerStore;
	/** Keeps the Worker alive until work is done that nobody waits for. */
	readonly waitUntil: (work: Promise<unknown>) => void;
}

/**
 * A quick action from what was asked to the answer that its client gets, for the routes and for the binding. Never
 * throws: what is wrong is in the answer.
 */
export async function answerQuick(desk: QuickDesk, asked: Asked): Promise<Response> {
	try {
		const read = readAsked(asked);
		if ("issues" in read) return presentIssues(read.issues);
		const { request, cacheTtlS, waitMs } = read.order;
		if (request.action === "json") return presentRefusal(noModel);
		if (cacheTtlS === 0 || !isCacheable(request)) return await answerFresh(desk, request, waitMs);
		const cache = await QuickCache.of(desk.cache, desk.account, request);
		const kept = await cache.find(cacheTtlS, Date.now());
		if (kept !== undefined) return kept;
		return await answerFresh(desk, request, waitMs, (made) => cache.keep(made, cacheTtlS, Date.now()));
	} catch (thrown) {
		return presentRefusal(problemOf(thrown));
	}
}

async function answerFresh(
	{ run, waitUntil }: QuickDesk,
	request: QuickRequest,
	waitMs: number | undefined,
	keep?: (made: Response) => Promise<void>,
): Promise<Response> {
	const outcome = await run(request, waitMs);
	if (!outcome.ok) return presentRefusal(outcome.problem);
	if (outcome.value.kind === "failed") return presentFailure(outcome.value);
	const done = outcome.value;
	// Made twice and not cloned: a clone is held in memory until both are read.
	if (keep !== undefined) waitUntil(keep(presentDone(done, request)));
	return presentDone(done, request);
}

const noModel = problem("model_not_configured", "json needs a model, and this Berth has none.");

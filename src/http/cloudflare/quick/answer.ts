import type { Guardrails } from "../../../domain/guardrails.ts";
import type { QuickOutcome } from "../../../domain/quick/outcome.ts";
import type { QuickRequest } from "../../../domain/quick/request.ts";
import { ok, type Result } from "../../../domain/result.ts";
import type { JsonExtraction, JsonRequest } from "../../../model/extract-json.ts";
import { problemOf } from "../../problems.ts";
import { type Asked, readAsked } from "./asked.ts";
import { type AnswerStore, isCacheable, QuickCache } from "./cache.ts";
import { presentDone, presentFailure, presentIssues, presentRefusal } from "./present.ts";
import { readJson } from "./read-json.ts";

/** Where a quick action runs, and for whom. */
export interface QuickDesk {
	readonly account: string;
	/** The hosts that the caller never gets beyond, whatever it asks for. */
	readonly bounds?: Guardrails | undefined;
	/** Runs it; `undefined` for the usual wait for a place. */
	readonly run: (request: QuickRequest, waitMs: number | undefined) => Promise<Result<QuickOutcome>>;
	/** Checks what `json` is asked for, before there is a page. */
	readonly prepareJson: (request: JsonRequest) => Promise<Result<JsonExtraction>>;
	/** Aborts when the client has left. */
	readonly signal?: AbortSignal | undefined;
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
		const prepared = request.action === "json" ? await desk.prepareJson(request) : ok(undefined);
		if (!prepared.ok) return presentRefusal(prepared.problem);
		const order = { request, waitMs, extraction: prepared.value };
		if (cacheTtlS === 0 || !isCacheable(request, desk.bounds)) return await answerFresh(desk, order);
		const cache = await QuickCache.of(desk.cache, desk, request);
		const kept = await cache.find(cacheTtlS, Date.now());
		if (kept !== undefined) return kept;
		return await answerFresh(desk, order, (made) => cache.keep(made, cacheTtlS, Date.now()));
	} catch (thrown) {
		return presentRefusal(problemOf(thrown));
	}
}

interface Order {
	readonly request: QuickRequest;
	readonly waitMs: number | undefined;
	/** What is to be found in the page, where a model reads it. */
	readonly extraction: JsonExtraction | undefined;
}

async function answerFresh(
	{ run, signal, waitUntil }: QuickDesk,
	{ request, waitMs, extraction }: Order,
	keep?: (made: Response) => Promise<void>,
): Promise<Response> {
	const outcome = await run(request, waitMs);
	if (!outcome.ok) return presentRefusal(outcome.problem);
	if (outcome.value.kind === "failed") return presentFailure(outcome.value);
	const page = outcome.value;
	const done = extraction === undefined ? ok(page) : await readJson(page, extraction, signal);
	if (!done.ok) return presentRefusal(done.problem, page.browserMs);
	// Made twice and not cloned: a clone is held in memory until both are read.
	if (keep !== undefined) waitUntil(keep(presentDone(done.value, request)));
	return presentDone(done.value, request);
}

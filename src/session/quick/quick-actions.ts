import type { BrowserPort } from "../../browser/port.ts";
import type { CdpClient } from "../../browser/cdp.ts";
import { problem } from "../../domain/problem.ts";
import type { QuickOutcome } from "../../domain/quick/outcome.ts";
import type { AnyQuickRequest } from "../../domain/quick/request.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { describeFault, log } from "../../lib/log.ts";
import { settled, TimeoutError, withTimeout } from "../../lib/timeout.ts";
import type { Running } from "../life/lifetime.ts";
import { failureOf, PAGE_GONE, QuickError, TooLarge } from "./failures.ts";
import type { PageSession } from "./page-session.ts";
import { PatternJudge } from "./pattern-judge.ts";
import type { Place } from "./place.ts";
import { preparePage } from "./prepare-page.ts";
import { ReadyPlaces } from "./ready-places.ts";
import { filterRequests, hasPatterns } from "./request-filter.ts";
import { visit } from "./visit.ts";

/** All of an action, unless it asks for a time of its own. */
const MOST_MS = 60_000;
const GRACE_MS = 500;
const LIFE_SIGN_PATIENCE_MS = 2_000;
const CLOSING_PATIENCE_MS = 500;

export interface QuickParts {
	readonly browser: Pick<BrowserPort, "connect">;
	/** The tabs that are no commands' concern. */
	readonly hiddenTabs: Set<string>;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/** Runs Cloudflare's quick actions in a session's browser: each in a tab that is there for it alone. */
export class QuickActions {
	readonly #parts: QuickParts;
	readonly #places: ReadyPlaces;
	readonly #running = new Map<string, AbortController>();

	constructor(parts: QuickParts) {
		this.#parts = parts;
		this.#places = new ReadyPlaces(parts.browser, parts.hiddenTabs);
	}

	/**
	 * Runs one action; `ticket` is what {@link cancel} knows it by. `isApart`: in a browser context that only it uses, and
	 * else among the session's own tabs, as whoever is signed in there. Refuses with `browser_unreachable`, and with
	 * `invalid_request` what Chrome does not take.
	 */
	async run(
		running: Running,
		ticket: string,
		request: AnyQuickRequest,
		isApart: boolean,
	): Promise<Result<QuickOutcome>> {
		const leaving = new AbortController();
		this.#running.set(ticket, leaving);
		try {
			return await this.#runIn(running, request, isApart, leaving.signal);
		} finally {
			this.#running.delete(ticket);
		}
	}

	async #runIn(
		running: Running,
		request: AnyQuickRequest,
		isApart: boolean,
		leaving: AbortSignal,
	): Promise<Result<QuickOutcome>> {
		const startedAt = Date.now();
		const ready = await this.#places.take(running, isApart);
		if (!ready.ok) return ready;
		const { place, page } = ready.value;
		const { close } = page;
		leaving.addEventListener("abort", close);
		if (leaving.aborted) close();
		const mostMs = request.actionTimeout === undefined ? MOST_MS : request.actionTimeout + GRACE_MS;
		try {
			const done = await withTimeout(act(page, running.cdp, place, request), mostMs, "the action");
			if (!done.ok) return done;
			return ok({ kind: "done", ...done.value, browserMs: Date.now() - startedAt });
		} catch (fault) {
			return await outcomeOf(fault, running.cdp, Date.now() - startedAt);
		} finally {
			close();
			this.#parts.background(place.close());
			if (isApart) this.#parts.background(this.#places.prepare(running));
		}
	}

	/** Gives an action up that nobody waits for any more. */
	cancel(ticket: string): void {
		this.#running.get(ticket)?.abort();
	}
}

type Refusal = ReturnType<typeof refuse>;

async function act({ page, lost }: PageSession, cdp: CdpClient, place: Place, request: AnyQuickRequest) {
	const refused = Promise.withResolvers<Refusal>();
	const judge = hasPatterns(request) ? await judgeIn(cdp, place) : ok(undefined);
	if (!judge.ok) return judge;
	const prepared = await takenByChrome(async () => {
		await preparePage(page, request);
		await filterRequests(page, request, judge.value, (why) => refused.resolve(refuse(why)));
	});
	if (!prepared.ok) return prepared;
	return Promise.race([visit(page, request).then(ok), refused.promise, lost]);
}

async function judgeIn(cdp: CdpClient, place: Place): Promise<Result<PatternJudge>> {
	const blank = await place.openAside();
	return blank.ok ? PatternJudge.in(cdp, blank.value) : blank;
}

/** What Chrome does not take of what was asked for is the asker's fault, and in its words. */
async function takenByChrome(work: () => Promise<void>): Promise<Result<void>> {
	try {
		return ok(await work());
	} catch (fault) {
		if (failureOf(fault) !== undefined || !(fault instanceof Error)) throw fault;
		const said = fault.message.replace(/^Protocol error \([\w.]+\): /, "");
		return refuse(problem("invalid_request", `The browser does not take this: ${said}`));
	}
}

async function outcomeOf(fault: unknown, cdp: CdpClient, browserMs: number): Promise<Result<QuickOutcome>> {
	if (fault instanceof TooLarge) return refuse(problem("result_too_large", fault.message));
	const known = fault instanceof TimeoutError ? new QuickError(6002, "Request timed out") : fault;
	const failure = failureOf(known);
	if (failure?.code === PAGE_GONE) {
		// With the page the whole browser may have gone, or go: one that is closing answers for a moment.
		await settled(cdp.closed, CLOSING_PATIENCE_MS);
		const alive = await cdp.send("Browser.getVersion", {}, undefined, LIFE_SIGN_PATIENCE_MS);
		if (!alive.ok) return alive;
	}
	if (failure !== undefined) return ok({ kind: "failed", failure, browserMs });
	log("warn", "quick.failed", { fault: describeFault(fault) });
	return refuse(problem("internal", "Internal Error"));
}

import type { Guardrails } from "../../../domain/guardrails.ts";
import type { QuickRequest } from "../../../domain/quick/request.ts";
import { canonicalJson } from "../../../lib/canonical-json.ts";
import { digestOf } from "../../../lib/digest.ts";
import { describeFault, log } from "../../../lib/log.ts";
import { withTimeout } from "../../../lib/timeout.ts";
import { BROWSER_TIME } from "./present.ts";

/** Epoch milliseconds at which an answer was made. */
const MADE = "x-berth-made";

/** An action hardly takes longer. */
const MOST_FIND_MS = 1_000;

/** Nothing is ever fetched from there: the cache's entries have addresses. */
const ORIGIN = "https://quick-actions.berth.invalid";

/**
 * Whether an answer may be one that was made before. Markup that was sent along is not kept, nor what a session's user
 * sees; and what a set of hosts holds may change.
 */
export const isCacheable = (
	{ html, session_id, guardrails }: QuickRequest,
	bounds: Guardrails | undefined,
): boolean =>
	html === undefined &&
	session_id === undefined &&
	guardrails?.allowedDomainSets === undefined &&
	bounds?.allowedDomainSets === undefined;

/** For whom answers are kept: nobody else is given them. */
export interface CacheOwner {
	readonly account: string;
	/** A caller with narrower ones than another's must not see what that one reached. */
	readonly bounds?: Guardrails | undefined;
}

/** The platform's cache, as far as it is used. */
export interface AnswerStore {
	match(url: string): Promise<Response | undefined>;
	put(url: string, response: Response): Promise<void>;
}

/** The answers of one account to one request, in the platform's cache. Its failures are none of the request's. */
export class QuickCache {
	readonly #cache: AnswerStore;
	readonly #url: string;

	private constructor(cache: AnswerStore, url: string) {
		this.#cache = cache;
		this.#url = url;
	}

	static async of(
		cache: AnswerStore,
		{ account, bounds }: CacheOwner,
		{ action, ...parameters }: QuickRequest,
	): Promise<QuickCache> {
		const digest = await digestOf(canonicalJson({ parameters, bounds }));
		return new QuickCache(cache, `${ORIGIN}/${account}/${action}/${digest}`);
	}

	/** An answer that is younger than so many seconds. */
	async find(ttlS: number, now: number): Promise<Response | undefined> {
		try {
			const kept = await withTimeout(this.#cache.match(this.#url), MOST_FIND_MS, "the cache");
			const made = Number(kept?.headers.get(MADE) ?? Number.NaN);
			if (kept === undefined || !(now - made < ttlS * 1000)) {
				kept?.body?.cancel().catch(() => undefined);
				return undefined;
			}
			const headers = { "content-type": kept.headers.get("content-type") ?? "", [BROWSER_TIME]: "0" };
			return new Response(kept.body, { headers });
		} catch (fault) {
			log("warn", "quick.cache_failed", { fault: describeFault(fault) });
			return undefined;
		}
	}

	/** Keeps a copy of an answer for so many seconds. */
	async keep(response: Response, ttlS: number, now: number): Promise<void> {
		const headers = {
			"content-type": response.headers.get("content-type") ?? "",
			"cache-control": `max-age=${Math.ceil(ttlS)}`,
			[MADE]: String(now),
		};
		try {
			await this.#cache.put(this.#url, new Response(response.body, { headers }));
		} catch (fault) {
			log("warn", "quick.cache_failed", { fault: describeFault(fault) });
		}
	}
}

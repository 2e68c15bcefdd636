import type { Guardrails } from "../../../src/domain/guardrails.ts";
import type { ModelSettings } from "../../../src/domain/model-settings.ts";
import type { QuickOutcome } from "../../../src/domain/quick/outcome.ts";
import type { QuickAction, QuickRequest } from "../../../src/domain/quick/request.ts";
import { ok, type Result } from "../../../src/domain/result.ts";
import { answerQuick } from "../../../src/http/cloudflare/quick/answer.ts";
import { type JsonRequest, prepareJson as prepare } from "../../../src/model/extract-json.ts";
import { said, scriptedEndpoint, settings } from "../model/scripted-model.ts";
import type { AnswerStore } from "../../../src/http/cloudflare/quick/cache.ts";

export const URL_ASKED = "https://example.com/";

/** What a page that was found gives. */
export const madeOf = (json: string): Result<QuickOutcome> =>
	ok({
		kind: "done",
		result: { kind: "value", json },
		meta: { status: 200, title: "Example" },
		browserMs: 41,
	});

/** What runs quick actions where there are no browsers, and a cache like the platform's. */
export class ScriptedDesk {
	readonly asked: QuickRequest[] = [];
	readonly waits: (number | undefined)[] = [];
	readonly #kept = new Map<string, { readonly until: number; readonly response: Response }>();
	readonly #working: Promise<unknown>[] = [];
	readonly #outcome: () => Promise<Result<QuickOutcome>>;
	isCacheBroken = false;
	/** None, unless a test sets one. */
	model: ModelSettings = settings;
	/** Where that is asked. */
	endpoint = scriptedEndpoint(said("{}"));

	constructor(outcome: Result<QuickOutcome> | (() => Promise<Result<QuickOutcome>>)) {
		this.#outcome = typeof outcome === "function" ? outcome : async () => outcome;
	}

	/** One action to its end, what is kept of it included. */
	async ask(
		action: QuickAction,
		body: unknown,
		{
			account = "local",
			bounds,
			options = {},
		}: { account?: string; bounds?: Guardrails; options?: Record<string, unknown> } = {},
	): Promise<Response> {
		const { cache } = this;
		const run = async (request: QuickRequest, waitMs: number | undefined) => {
			this.asked.push(request);
			this.waits.push(waitMs);
			return this.#outcome();
		};
		const waitUntil = (work: Promise<unknown>) => void this.#working.push(work);
		const prepareJson = (request: JsonRequest) => prepare(this.model, this.endpoint.surroundings, request);
		const desk = { account, bounds, run, prepareJson, cache, waitUntil };
		const response = await answerQuick(desk, { action, body, options });
		await Promise.all(this.#working);
		return response;
	}

	get cache(): AnswerStore {
		return {
			match: async (key) => {
				this.#refuseBroken();
				const kept = this.#kept.get(key);
				return kept !== undefined && Date.now() < kept.until ? kept.response.clone() : undefined;
			},
			put: async (key, response) => {
				this.#refuseBroken();
				const seconds = Number(/max-age=(\d+)/.exec(response.headers.get("cache-control") ?? "")?.[1]);
				const stored = new Response(await response.arrayBuffer(), response);
				this.#kept.set(key, { until: Date.now() + seconds * 1000, response: stored });
			},
		};
	}

	#refuseBroken(): void {
		if (this.isCacheBroken) throw new Error("the cache is out of order");
	}
}

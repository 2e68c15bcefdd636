import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import type { ModelSettings, ModelTarget } from "../domain/model-settings.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { log } from "../lib/log.ts";
import { pause as wait } from "../lib/timeout.ts";
import { type FaultKind, ModelFault, problemOfFault } from "./model-fault.ts";
import { faultOfPackage, type ModelSurroundings, openModel } from "./providers.ts";
import { faultOf, withRetries } from "./retry.ts";
import { replyOf, type Reply, tokensIn, wordsOf } from "./reply.ts";

export interface Message {
	readonly role: "system" | "user" | "assistant";
	readonly text: string;
}

/** What a model is asked. */
export interface Question {
	readonly messages: readonly Message[];
	/** What the answer is to be: text, JSON, or JSON by a schema. */
	readonly form: "text" | "json" | { readonly schema: Record<string, unknown> };
	/** Aborts when nobody waits for the answer any more. */
	readonly signal?: AbortSignal | undefined;
	/** Less time than the settings give, in milliseconds. */
	readonly timeoutMs?: number | undefined;
}

/** How a form is asked for, from the most exact to words alone. */
type Asking = "schema" | "json" | "prompt";

/** Models whose providers took no schema, as this isolate found out. */
const wordsOnly = new Set<string>();
const MOST_REMEMBERED = 1_000;

/** A language model, with bounds on what it may take and with refusals for what it may fail in. */
export class LanguageModel {
	readonly #target: ModelTarget;
	readonly #settings: ModelSettings;
	readonly #surroundings: ModelSurroundings;
	readonly #isOwn: boolean;

	/** `isOwn`: the one who asks brought the model, and learns what its endpoint answered. */
	constructor(target: ModelTarget, settings: ModelSettings, surroundings: ModelSurroundings, isOwn = false) {
		this.#target = target;
		this.#settings = settings;
		this.#surroundings = surroundings;
		this.#isOwn = isOwn;
	}

	/** How much of a page it reads, in characters. */
	get maxInputChars(): number {
		return this.#settings.maxInputChars;
	}

	get maxOutputTokens(): number {
		return this.#settings.maxOutputTokens;
	}

	/**
	 * Asks, and waits for the whole answer. Refuses with a problem of models, or `token_budget_exceeded`; nothing is
	 * thrown.
	 */
	async ask(question: Question): Promise<Result<Reply>> {
		// A model of the one who asks, but on the operator's account at Workers AI.
		const isFree = this.#isOwn && this.#target.provider !== "workers-ai";
		const { budget } = this.#surroundings;
		if (isFree || budget === undefined) return (await this.#ask(question)).outcome;
		const asked = tokensIn(question.messages);
		const taken = await budget.take(asked + this.#settings.maxOutputTokens);
		if (!taken.ok) return taken;
		const { outcome, usedTokens = asked } = await this.#ask(question);
		await taken.value.settle(usedTokens);
		return outcome;
	}

	/** `usedTokens` is absent where nobody knows how far the model came. */
	async #ask(question: Question): Promise<{ readonly outcome: Result<Reply>; readonly usedTokens?: number }> {
		const startedAt = Date.now();
		const timeoutMs = Math.max(1, Math.min(question.timeoutMs ?? Infinity, this.#settings.timeoutMs));
		const ending = new AbortController();
		const end = (kind: "timed_out" | "abandoned") => ending.abort(new ModelFault(kind));
		const abandon = () => end("abandoned");
		const timer = setTimeout(() => end("timed_out"), timeoutMs);
		question.signal?.addEventListener("abort", abandon, { once: true });
		if (question.signal?.aborted === true) abandon();
		try {
			const reply = await this.#answer(question, ending.signal, startedAt + timeoutMs);
			this.#log(reply.isRefusal ? "refused" : "answered", startedAt, { ...reply.usage });
			const { inputTokens, outputTokens } = reply.usage;
			const outcome = reply.isRefusal ? refuse({ ...refused, modelAnswer: wordsOf(reply.text) }) : ok(reply);
			return { outcome, usedTokens: inputTokens + outputTokens };
		} catch (thrown) {
			const fault = faultOf(thrown);
			this.#log(fault.kind, startedAt, { status: fault.status, reason: fault.reason });
			const outcome = refuse(problemOfFault(fault, this.#target, this.#isOwn, timeoutMs));
			return UNUSED.has(fault.kind) ? { outcome, usedTokens: 0 } : { outcome };
		} finally {
			clearTimeout(timer);
			question.signal?.removeEventListener("abort", abandon);
		}
	}

	async #answer(question: Question, signal: AbortSignal, endsAt: number): Promise<Reply> {
		const model = await openModel(this.#target, this.#surroundings);
		const pause = (ms: number) => unlessAborted((this.#surroundings.pause ?? wait)(ms), signal);
		const ask = (asking: Asking) =>
			withRetries(() => this.#askOnce(model, question, asking, signal), { endsAt, pause });
		if (question.form === "text") return ask("prompt");
		const { structured } = this.#settings;
		const key = keyOf(this.#target);
		if (structured !== "auto") return ask(structured);
		if (wordsOnly.has(key)) return ask("prompt");
		try {
			return await ask("schema");
		} catch (fault) {
			if (!(fault instanceof ModelFault) || fault.kind !== "rejected") throw fault;
			const reply = await ask("prompt");
			if (wordsOnly.size < MOST_REMEMBERED) wordsOnly.add(key);
			return reply;
		}
	}

	async #askOnce(
		model: LanguageModelV4,
		{ messages, form }: Question,
		asking: Asking,
		abortSignal: AbortSignal,
	): Promise<Reply> {
		const options: LanguageModelV4CallOptions = {
			prompt: messages.map(asPrompt),
			maxOutputTokens: this.#settings.maxOutputTokens,
			abortSignal,
			// The strict form refuses schemas with optional fields.
			providerOptions: { openaiCompatible: { strictJsonSchema: false } },
			...(asking !== "prompt" && {
				responseFormat: {
					type: "json",
					...(asking === "schema" && typeof form === "object" && { schema: form.schema }),
				},
			}),
		};
		try {
			abortSignal.throwIfAborted();
			// A binding need not care about the signal.
			return replyOf(await unlessAborted(model.doGenerate(options), abortSignal), messages);
		} catch (thrown) {
			abortSignal.throwIfAborted();
			throw faultOf(faultOfPackage(thrown, asking !== "prompt"));
		}
	}

	/** Nothing of what was asked or answered. */
	#log(outcome: string, startedAt: number, details: Record<string, unknown>): void {
		const { provider, name } = this.#target;
		const level = outcome === "misconfigured" || outcome === "rejected" ? "warn" : "info";
		log(level, "model.asked", { provider, model: name, outcome, ms: Date.now() - startedAt, ...details });
	}
}

/** What a model did nothing for. */
const UNUSED: ReadonlySet<FaultKind> = new Set(["misconfigured", "rate_limited", "rejected"]);

const refused = problem("model_refused", "The model declined to answer.");

const keyOf = (target: ModelTarget): string =>
	`${target.provider === "workers-ai" ? "" : target.baseUrl} ${target.name}`;

function asPrompt({ role, text }: Message): LanguageModelV4CallOptions["prompt"][number] {
	return role === "system" ? { role, content: text } : { role, content: [{ type: "text", text }] };
}

/** The outcome of a task, or what the signal was aborted with. The task is not stopped. */
async function unlessAborted<T>(task: PromiseLike<T>, signal: AbortSignal): Promise<T> {
	const aborted = Promise.withResolvers<never>();
	const abort = () => aborted.reject(signal.reason);
	signal.addEventListener("abort", abort, { once: true });
	try {
		return await Promise.race([task, aborted.promise]);
	} finally {
		signal.removeEventListener("abort", abort);
	}
}

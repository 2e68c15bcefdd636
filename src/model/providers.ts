import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ModelSettings, ModelTarget } from "../domain/model-settings.ts";
import { isRecord } from "../lib/json.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { faultOfStatus, ModelFault } from "./model-fault.ts";
import { TokenBudget } from "./token-budget.ts";

/** What models are reached by. */
export interface ModelSurroundings {
	/** The binding of Workers AI, where there is one. */
	readonly ai?: unknown;
	/** Absent where anything may be used. */
	readonly budget?: Pick<TokenBudget, "take">;
	/** In the place of the platform's. */
	readonly fetch?: typeof fetch;
	/** In the place of waiting. */
	readonly pause?: (ms: number) => Promise<void>;
}

/** What a Worker's environment has for models, and what an account may use of them. */
export function modelSurroundings(
	env: Pick<Env, "CATALOG">,
	{ tokensPerDay }: ModelSettings,
	account: string,
): ModelSurroundings {
	return {
		...("AI" in env && { ai: env.AI }),
		...(tokensPerDay > 0 && { budget: new TokenBudget(env.CATALOG, account, tokensPerDay) }),
	};
}

/** A model by its provider's package. Nothing of these is loaded before a model is asked. */
export async function openModel(
	target: ModelTarget,
	{ ai, fetch: send = fetch }: ModelSurroundings,
): Promise<LanguageModelV4> {
	if (target.provider === "workers-ai") {
		if (!hasRun(ai)) throw new ModelFault("misconfigured", { reason: "no_binding" });
		const { createWorkersAI } = await import("workers-ai-provider");
		return createWorkersAI({ binding: ai })(target.name);
	}
	const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
	const { name, baseUrl, apiKey } = target;
	const isOpenAi = baseUrl.startsWith("https://api.openai.com/");
	const provider = createOpenAICompatible({
		name: "model",
		baseURL: baseUrl,
		...(apiKey !== undefined && { apiKey }),
		fetch: boundedFetch(send),
		supportsStructuredOutputs: true,
		...(isOpenAi && { transformRequestBody: asOpenAi }),
	});
	return provider.chatModel(name);
}

/** OpenAI's newer models know `max_tokens` by another name, which endpoints like theirs do not know. */
function asOpenAi({ max_tokens: most, ...body }: Record<string, unknown>): Record<string, unknown> {
	return { ...body, max_completion_tokens: most };
}

/** What Workers AI's package asks of a binding. It throws an error of its own, with a status where it knows one. */
const hasRun = (ai: unknown): ai is Ai =>
	(typeof ai === "object" || typeof ai === "function") && ai !== null && "run" in ai;

/** What became of a binding's fault, or of another one that a package made an error of. */
export function faultOfPackage(thrown: unknown, asksForFormat: boolean): unknown {
	if (thrown instanceof ModelFault || !isRecord(thrown)) return thrown;
	const { statusCode, data } = thrown;
	if (typeof statusCode === "number" && statusCode >= 300) {
		const code = isRecord(data) ? data["workersAIErrorCode"] : undefined;
		return faultOfStatus(statusCode, { reason: typeof code === "number" ? String(code) : undefined });
	}
	// Workers AI has no code in its package for "This model doesn't support JSON Schema" (5025) and the like.
	const isOfBinding = typeof thrown["url"] === "string" && thrown["url"].startsWith("workers-ai:");
	return isOfBinding && asksForFormat ? new ModelFault("rejected", { reason: "format" }) : thrown;
}

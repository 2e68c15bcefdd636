import type { ModelSettings, ModelTarget } from "../domain/model-settings.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { LanguageModel } from "./language-model.ts";
import type { ModelSurroundings } from "./providers.ts";

/** A model that a request brings, as Cloudflare's `custom_ai` has it. */
export interface CustomModel {
	/** `<provider>/<name>`. */
	readonly model: string;
	/** `Bearer <key>`; not needed for Workers AI. */
	readonly authorization?: string | undefined;
}

/**
 * The compatible endpoints of the providers that AI Gateway knows under these names. A request names a provider and never
 * an address, so that no key goes, and nothing is asked, where its sender chooses.
 */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
	["anthropic", "https://api.anthropic.com/v1"],
	["cerebras", "https://api.cerebras.ai/v1"],
	["deepseek", "https://api.deepseek.com/v1"],
	["google-ai-studio", "https://generativelanguage.googleapis.com/v1beta/openai"],
	["grok", "https://api.x.ai/v1"],
	["groq", "https://api.groq.com/openai/v1"],
	["mistral", "https://api.mistral.ai/v1"],
	["openai", "https://api.openai.com/v1"],
	["openrouter", "https://openrouter.ai/api/v1"],
	["perplexity", "https://api.perplexity.ai"],
]);

const WORKERS_AI = "workers-ai";

/** The models that a request brings, to be tried in their order. Refuses with `invalid_request`. */
export function customModels(
	custom: readonly CustomModel[],
	settings: ModelSettings,
	surroundings: ModelSurroundings,
): Result<readonly LanguageModel[]> {
	if (!settings.allowsCustom)
		return refuse(
			problem("invalid_request", "custom_ai: this Berth allows none; MODEL_ALLOW_CUSTOM is not set."),
		);
	const models: LanguageModel[] = [];
	for (const [at, each] of custom.entries()) {
		const target = targetOf(each, surroundings);
		if (typeof target === "string") return refuse(problem("invalid_request", `custom_ai.${at}: ${target}`));
		models.push(new LanguageModel(target, settings, surroundings, true));
	}
	return ok(models);
}

/** Where a model is asked, or what is wrong with it. */
function targetOf({ model, authorization }: CustomModel, { ai }: ModelSurroundings): ModelTarget | string {
	const slash = model.indexOf("/");
	const [provider, name] = [model.slice(0, slash), model.slice(slash + 1)];
	if (slash < 1 || name === "") return "model must be of the form <provider>/<name>.";
	if (provider === WORKERS_AI)
		return ai === undefined
			? "this Berth has no Workers AI: its binding AI is not set."
			: { provider: WORKERS_AI, name };
	const baseUrl = PROVIDERS.get(provider);
	if (baseUrl === undefined)
		return `there is no provider ${JSON.stringify(provider.slice(0, 60))}; those are ${WORKERS_AI}, ${[...PROVIDERS.keys()].join(", ")}.`;
	const apiKey = /^Bearer ([\x21-\x7e]+)$/.exec(authorization ?? "")?.[1];
	return apiKey === undefined
		? "authorization must be of the form Bearer <key>."
		: { provider: "openai-compatible", name, baseUrl, apiKey };
}

import type { ModelSettings } from "../domain/model-settings.ts";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { LanguageModel } from "./language-model.ts";
import type { ModelSurroundings } from "./providers.ts";

/** The operator's model. Refuses with `model_not_configured`; `what` is what needs one, such as `formats: json`. */
export function configuredModel(
	settings: ModelSettings,
	surroundings: ModelSurroundings,
	what: string,
): Result<LanguageModel> {
	const { target } = settings;
	return target === undefined ? refuse(noModel(what)) : ok(new LanguageModel(target, settings, surroundings));
}

export const noModel = (what: string): Problem =>
	problem(
		"model_not_configured",
		`${what} needs a language model, and this Berth has none: MODEL_PROVIDER is not set. Set it to workers-ai with MODEL_NAME, or to openai-compatible with MODEL_NAME and MODEL_BASE_URL.`,
	);

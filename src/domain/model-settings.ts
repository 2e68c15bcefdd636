import { z } from "zod";

/** A language model, and where it is asked. */
export type ModelTarget =
	| {
			readonly provider: "openai-compatible";
			readonly name: string;
			/** Without a slash at its end; `/chat/completions` follows. */
			readonly baseUrl: string;
			/** Absent where the endpoint asks for none. */
			readonly apiKey?: string;
	  }
	| { readonly provider: "workers-ai"; readonly name: string };

/**
 * How a model is asked for JSON: by its schema, by naming the type alone, or in words. `auto` tries the schema, and goes
 * on in words where the model's provider does not take that.
 */
export type StructuredMode = "auto" | "schema" | "json" | "prompt";

export interface ModelSettings {
	/** Absent where Berth has no model. */
	readonly target?: ModelTarget;
	readonly structured: StructuredMode;
	/** Bounds one question, retries included. */
	readonly timeoutMs: number;
	readonly maxOutputTokens: number;
	/** How much of a page a model reads, in characters. */
	readonly maxInputChars: number;
	/** What each account may have the operator's models use on one UTC day; 0 for any number. */
	readonly tokensPerDay: number;
	/** Whether requests may name models of their own, with keys of their own. */
	readonly allowsCustom: boolean;
}

const flag = z.enum(["true", "false"]).default("false");

export const MODEL_SETTINGS = {
	MODEL_PROVIDER: z.enum(["", "workers-ai", "openai-compatible"]).default(""),
	MODEL_NAME: z.string().trim().max(200).default(""),
	MODEL_BASE_URL: z.string().trim().max(2_000).default(""),
	MODEL_API_KEY: z.string().trim().max(4_000).default(""),
	MODEL_STRUCTURED: z.enum(["auto", "schema", "json", "prompt"]).default("auto"),
	MODEL_TIMEOUT_MS: z.coerce.number().int().min(1_000).max(600_000).default(90_000),
	MODEL_MAX_OUTPUT_TOKENS: z.coerce.number().int().min(16).max(200_000).default(4_096),
	MODEL_INPUT_CHARS: z.coerce.number().int().min(1_000).max(2_000_000).default(60_000),
	MODEL_TOKENS_PER_DAY: z.coerce.number().int().min(0).default(5_000_000),
	MODEL_ALLOW_CUSTOM: flag,
	ALLOW_PRIVATE_MODEL: flag,
	/** The binding of Workers AI, where there is one. */
	AI: z.unknown().optional(),
};

type Given = z.output<z.ZodObject<typeof MODEL_SETTINGS>>;

/** What is missing of a model that is set up by half, or contradicts itself; by setting. */
export function mistakesOfModel(given: Given): readonly (readonly [setting: string, message: string])[] {
	switch (given.MODEL_PROVIDER) {
		case "":
			return OF_MODELS.filter((name) => given[name] !== "").map(
				(name) => ["MODEL_PROVIDER", `is not set, though ${name} is`] as const,
			);
		case "workers-ai":
			return [
				...(given.MODEL_NAME === "" ? [nameless] : []),
				...(given.AI === undefined
					? [
							[
								"AI",
								"is not bound, which MODEL_PROVIDER workers-ai needs: add [ai] to wrangler.toml",
							] as const,
						]
					: []),
				...FOR_ENDPOINTS.filter((name) => given[name] !== "").map(
					(name) => [name, "is for MODEL_PROVIDER openai-compatible only"] as const,
				),
			];
		case "openai-compatible": {
			const wrong = mistakeInUrl(given.MODEL_BASE_URL, given.ALLOW_PRIVATE_MODEL === "true");
			return [
				...(given.MODEL_NAME === "" ? [nameless] : []),
				...(wrong === undefined ? [] : [["MODEL_BASE_URL", wrong] as const]),
				...(HEADER_VALUE.test(given.MODEL_API_KEY)
					? []
					: [["MODEL_API_KEY", "has characters that no header can hold"] as const]),
			];
		}
	}
}

export function modelSettings(given: Given): ModelSettings {
	const target = targetOf(given);
	return {
		...(target !== undefined && { target }),
		structured: given.MODEL_STRUCTURED,
		timeoutMs: given.MODEL_TIMEOUT_MS,
		maxOutputTokens: given.MODEL_MAX_OUTPUT_TOKENS,
		maxInputChars: given.MODEL_INPUT_CHARS,
		tokensPerDay: given.MODEL_TOKENS_PER_DAY,
		allowsCustom: given.MODEL_ALLOW_CUSTOM === "true",
	};
}

function targetOf(given: Given): ModelTarget | undefined {
	const { MODEL_PROVIDER: provider, MODEL_NAME: name, MODEL_API_KEY: apiKey } = given;
	if (provider === "") return undefined;
	if (provider === "workers-ai") return { provider, name };
	const { origin, pathname } = new URL(given.MODEL_BASE_URL);
	const baseUrl = `${origin}${pathname}`.replace(/\/$/, "");
	return { provider, name, baseUrl, ...(apiKey !== "" && { apiKey }) };
}

const FOR_ENDPOINTS = ["MODEL_BASE_URL", "MODEL_API_KEY"] as const;
const OF_MODELS = ["MODEL_NAME", ...FOR_ENDPOINTS] as const;

const nameless = ["MODEL_NAME", "is not set, though MODEL_PROVIDER is"] as const;

/** Visible characters, as keys are made of. */
const HEADER_VALUE = /^[\x21-\x7e]*$/;

function mistakeInUrl(text: string, allowsPlain: boolean): string | undefined {
	if (text === "") return "is not set, which MODEL_PROVIDER openai-compatible needs";
	if (!URL.canParse(text)) return "is not a URL";
	const { protocol, username, password, search, hash } = new URL(text);
	if (protocol !== "https:" && !(allowsPlain && protocol === "http:"))
		return "must be an https URL; http only with ALLOW_PRIVATE_MODEL";
	if (username !== "" || password !== "") return "must hold no user name or password: use MODEL_API_KEY";
	return search === "" && hash === "" ? undefined : "must have no query";
}

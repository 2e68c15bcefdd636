import type { ModelSettings, ModelTarget } from "../../../src/domain/model-settings.ts";
import { isRecord, parseJson } from "../../../src/lib/json.ts";
import { LanguageModel } from "../../../src/model/language-model.ts";

export const KEY = "sk-secret-key-of-the-tests";

export const settings: ModelSettings = {
	structured: "auto",
	timeoutMs: 90_000,
	maxOutputTokens: 500,
	maxInputChars: 10_000,
	tokensPerDay: 0,
	allowsCustom: false,
};

/** What a model's endpoint was asked. */
export interface Asked {
	readonly url: string;
	readonly headers: Headers;
	/** What is to become of a redirect. */
	readonly redirect: string | undefined;
	readonly body: Record<string, unknown>;
	/** The texts of its messages, one after another. */
	readonly said: string;
}

export type Answer =
	| Response
	| Error
	| ((asked: Asked, signal: AbortSignal | null) => Response | Promise<Response>);

/** An endpoint that gives these answers in their order, the last of them again and again. */
export function scriptedEndpoint(...answers: readonly Answer[]) {
	const asked: Asked[] = [];
	const pauses: number[] = [];
	const send: typeof fetch = async (input, init) => {
		const body = typeof init?.body === "string" ? parseJson(init.body) : undefined;
		if (!isRecord(body)) throw new Error("not JSON");
		const request = {
			url: String(input instanceof Request ? input.url : input),
			headers: new Headers(init?.headers),
			redirect: init?.redirect,
			body,
			said: JSON.stringify(body["messages"]).replaceAll("\\n", "\n").replaceAll('\\"', '"'),
		};
		asked.push(request);
		const answer = answers[Math.min(asked.length, answers.length) - 1];
		if (answer instanceof Error) throw answer;
		return typeof answer === "function"
			? answer(request, init?.signal ?? null)
			: (answer ?? said("")).clone();
	};
	const surroundings = {
		fetch: send,
		pause: async (ms: number) => {
			pauses.push(ms);
		},
	};
	return { asked, pauses, surroundings };
}

/** Each name is another model: what an isolate remembers of one is nothing to the next test. */
let models = 0;

export function scriptedModel(given: Partial<ModelSettings>, ...answers: readonly Answer[]) {
	const endpoint = scriptedEndpoint(...answers);
	models += 1;
	const target: ModelTarget = {
		provider: "openai-compatible",
		name: `model-${models}`,
		baseUrl: "https://model.example/v1",
		apiKey: KEY,
	};
	return { ...endpoint, model: new LanguageModel(target, { ...settings, ...given }, endpoint.surroundings) };
}

/** A whole answer of a model. */
export const said = (content: string | null, choice: object = {}, usage?: object): Response =>
	Response.json({
		id: "1",
		choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop", ...choice }],
		...(usage && { usage }),
	});

export const failed = (status: number, headers: Record<string, string> = {}, error: object = {}): Response =>
	Response.json({ error: { message: "the prompt was: sesame", ...error } }, { status, headers });

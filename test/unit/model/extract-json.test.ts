import { describe, expect, test } from "vitest";
import type { ModelTarget } from "../../../src/domain/model-settings.ts";
import { type JsonRequest, prepareJson } from "../../../src/model/extract-json.ts";
import { type Answer, KEY, failed, said, scriptedEndpoint, settings } from "./scripted-model.ts";

const target: ModelTarget = {
	provider: "openai-compatible",
	name: "own",
	baseUrl: "https://model.example/v1",
	apiKey: KEY,
};

const custom = (...models: readonly string[]) =>
	models.map((model) => ({ model, authorization: `Bearer key-of-${model.split("/")[0]}` }));

async function ask(request: JsonRequest, ...answers: readonly Answer[]) {
	const { asked, surroundings } = scriptedEndpoint(...answers);
	const prepared = await prepareJson({ ...settings, allowsCustom: true, target }, surroundings, request);
	return { asked, outcome: prepared.ok ? await prepared.value.of("Tea") : prepared };
}

describe("a request for JSON", () => {
	test.each([
		["of a schema", { type: "object", required: ["a"] }],
		["of a schema as OpenAI has it", { name: "tea", schema: { type: "object", required: ["a"] } }],
	])("%s is held to it", async (_, json_schema) => {
		const { outcome } = await ask({ response_format: { type: "json_schema", json_schema } }, said("{}"));
		expect(outcome).toMatchObject({ ok: false, problem: { code: "answer_invalid", modelAnswer: "{}" } });
	});

	test("of a schema that can't be checked is refused before anybody is asked", async () => {
		const response_format = { type: "json_schema", json_schema: { $ref: "#" } };
		const { asked, outcome } = await ask({ response_format }, said("{}"));
		expect(outcome).toMatchObject({ ok: false, problem: { code: "schema_invalid" } });
		expect(asked).toEqual([]);
	});

	test("is refused where there is no model, naming the settings", async () => {
		const refused = await prepareJson(settings, {}, { prompt: "x" });
		expect(refused).toMatchObject({ ok: false, problem: { code: "model_not_configured" } });
		expect(refused).toHaveProperty("problem.message", expect.stringMatching(/MODEL_PROVIDER.*MODEL_NAME/));
	});
});

describe("models of a request's own", () => {
	test("are tried in their order, with their own keys, until one gives what is wanted", async () => {
		const { asked, outcome } = await ask(
			{ prompt: "x", custom_ai: custom("openai/one", "mistral/two", "groq/three") },
			failed(401),
			said('{"a": 1}'),
		);
		expect(outcome).toMatchObject({ ok: true, value: { value: { a: 1 } } });
		expect(asked.map(({ url, headers, body }) => [url, headers.get("authorization"), body["model"]])).toEqual(
			[
				["https://api.openai.com/v1/chat/completions", "Bearer key-of-openai", "one"],
				["https://api.mistral.ai/v1/chat/completions", "Bearer key-of-mistral", "two"],
			],
		);
		expect(asked[0]?.body).toMatchObject({ max_completion_tokens: 500 });
	});

	test("that all fail are refused as the last was, with what its endpoint said", async () => {
		const { outcome } = await ask({ prompt: "x", custom_ai: custom("openai/one", "grok/two") }, failed(401));
		expect(outcome).toMatchObject({ ok: false, problem: { code: "model_misconfigured" } });
		expect(outcome).toHaveProperty("problem.message", expect.stringContaining("two"));
		expect(JSON.stringify(outcome)).not.toMatch(/sesame|key-of/);
	});

	test.each([
		[
			"of a provider that nobody knows",
			{ model: "evil.example/v1", authorization: "Bearer x" },
			"no provider",
		],
		["at an address", { model: "https://10.0.0.1/v1", authorization: "Bearer x" }, "no provider"],
		["without a key", { model: "openai/one" }, "authorization"],
		[
			"with a key that no header can hold",
			{ model: "openai/one", authorization: "Bearer a\nb" },
			"authorization",
		],
		["of Workers AI where there is none", { model: "workers-ai/@cf/meta/llama" }, "no Workers AI"],
		["without a name", { model: "openai/", authorization: "Bearer x" }, "<provider>/<name>"],
	])("%s are refused", async (_, model, words) => {
		const { asked, outcome } = await ask({ prompt: "x", custom_ai: [model] }, said("{}"));
		expect(outcome).toMatchObject({ problem: { code: "invalid_request" } });
		expect(outcome).toHaveProperty("problem.message", expect.stringContaining(words));
		expect(asked).toEqual([]);
	});

	test("are refused where the operator allows none", async () => {
		const { surroundings } = scriptedEndpoint(said("{}"));
		const request = { prompt: "x", custom_ai: custom("openai/one") };
		expect(await prepareJson({ ...settings, target }, surroundings, request)).toMatchObject({
			problem: { code: "invalid_request", message: expect.stringContaining("MODEL_ALLOW_CUSTOM") },
		});
	});
});

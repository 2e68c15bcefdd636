import { describe, expect, test } from "vitest";
import type { ModelTarget } from "../../src/domain/model-settings.ts";
import { readSchema } from "../../src/model/answer-schema.ts";
import { extract } from "../../src/model/extraction.ts";
import { LanguageModel } from "../../src/model/language-model.ts";
import type { ModelSurroundings } from "../../src/model/providers.ts";

// What the unit tests try in Node: that the packages work in this runtime, which evaluates no code.

const settings = {
	structured: "auto",
	timeoutMs: 90_000,
	maxOutputTokens: 500,
	maxInputChars: 10_000,
	tokensPerDay: 0,
	allowsCustom: false,
} as const;

const endpoint: ModelTarget = {
	provider: "openai-compatible",
	name: "scripted",
	baseUrl: "https://model.test/v1",
	apiKey: "key",
};

/** What a model that says this finds in a page about tea. */
async function find(target: ModelTarget, surroundings: ModelSurroundings) {
	const schema = await readSchema({
		type: "object",
		properties: { price: { type: "string", pattern: "^\\d+\\.\\d{2}$" } },
	});
	if (!schema.ok) throw new Error(schema.problem.message);
	const pause = () => Promise.resolve();
	const model = new LanguageModel(target, settings, { ...surroundings, pause });
	return extract(model, "Tea costs 4.50 euros.", { schema: schema.value });
}

const said = '{"price": "4.50"}';
const found = { ok: true, value: { value: { price: "4.50" } } };

describe("in workerd", () => {
	test("an endpoint like OpenAI's is asked, again after a connection that was lost", async () => {
		let asked = 0;
		const send: typeof fetch = async () => {
			asked += 1;
			// In the runtime's own words.
			if (asked === 1) throw new Error("Network connection lost.");
			return Response.json({ choices: [{ message: { content: said }, finish_reason: "stop" }] });
		};
		expect(await find(endpoint, { fetch: send })).toMatchObject(found);
		expect(asked).toBe(2);
	});

	test.each([
		["its own", { response: said }],
		["OpenAI's", { choices: [{ message: { content: said }, finish_reason: "stop" }] }],
	])("Workers AI is asked, and its answer read in a shape like %s", async (_, answer) => {
		const ai = { run: () => Promise.resolve(answer) };
		const target = { provider: "workers-ai", name: "@cf/tests/model" } as const;
		expect(await find(target, { ai })).toMatchObject(found);
	});

	test("an answer that does not match a pattern is none", async () => {
		const send: typeof fetch = async () =>
			Response.json({ choices: [{ message: { content: '{"price": "much"}' }, finish_reason: "stop" }] });
		expect(await find(endpoint, { fetch: send })).toMatchObject({ problem: { code: "answer_invalid" } });
	});
});

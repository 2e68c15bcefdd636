import { expect, test } from "vitest";
import { LanguageModel } from "../../../src/model/language-model.ts";
import { settings } from "./scripted-model.ts";

let models = 0;

/** A model of a binding that gives these answers in their order. */
function bound(...answers: readonly unknown[]) {
	const inputs: Record<string, unknown>[] = [];
	const ai = {
		run: async (_model: string, input: Record<string, unknown>) => {
			inputs.push(input);
			const answer = answers[Math.min(inputs.length, answers.length) - 1];
			if (answer instanceof Error) throw answer;
			return answer;
		},
	};
	models += 1;
	const target = { provider: "workers-ai", name: `@cf/tests/model-${models}` } as const;
	return { inputs, model: new LanguageModel(target, settings, { ai, pause: async () => {} }) };
}

const question = {
	messages: [{ role: "user", text: "Hello?" }],
	form: { schema: { type: "object" } },
} as const;

test.each([
	["of its own shape", { response: "Hello", usage: { prompt_tokens: 3, completion_tokens: 1 } }, "Hello"],
	["of its own shape as an object", { response: { a: 1 } }, '{"a":1}'],
	["of OpenAI's shape", { choices: [{ message: { content: "Hello" }, finish_reason: "stop" }] }, "Hello"],
])("Workers AI's answer %s is read", async (_, answer, text) => {
	expect(await bound(answer).model.ask(question)).toMatchObject({ ok: true, value: { text } });
});

test("Workers AI is asked with the schema as it takes it", async () => {
	const { model, inputs } = bound({ response: "{}" });
	await model.ask(question);
	expect(inputs[0]).toMatchObject({
		response_format: { type: "json_schema", json_schema: { type: "object" } },
	});
});

test("a lack of room at Workers AI is waited for", async () => {
	const { model, inputs } = bound(new Error("3040: No more data centers to forward the request to"), {
		response: "Hello",
	});
	expect(await model.ask(question)).toMatchObject({ ok: true });
	expect(inputs).toHaveLength(2);
});

test("a model of Workers AI that knows no schema is asked in words", async () => {
	const { model, inputs } = bound(new Error("5025: This model doesn't support JSON Schema."), {
		response: "{}",
	});
	expect(await model.ask(question)).toMatchObject({ ok: true });
	expect(inputs.map((input) => "response_format" in input && input["response_format"] !== undefined)).toEqual(
		[true, false],
	);
});

test("a model that Workers AI does not have is a refusal", async () => {
	const { model, inputs } = bound(new Error("5007: No such model"));
	expect(await model.ask(question)).toMatchObject({ problem: { code: "model_misconfigured" } });
	// Its number stands for any mistake in the request, the schema's included.
	expect(inputs).toHaveLength(2);
});

test("a binding that never answers is given up", async () => {
	const ai = { run: () => new Promise(() => {}) };
	const target = { provider: "workers-ai", name: "@cf/tests/silent" } as const;
	const model = new LanguageModel(target, { ...settings, timeoutMs: 20 }, { ai });
	expect(await model.ask(question)).toMatchObject({ problem: { code: "model_timed_out" } });
});

import { describe, expect, test } from "vitest";
import type { ModelTarget } from "../../../src/domain/model-settings.ts";
import { problem } from "../../../src/domain/problem.ts";
import { ok, refuse } from "../../../src/domain/result.ts";
import { LanguageModel } from "../../../src/model/language-model.ts";
import { type Answer, failed, said, scriptedEndpoint, settings } from "./scripted-model.ts";

/** 300 tokens at four characters each; an answer may have 500. */
const question = { messages: [{ role: "user", text: "x".repeat(1_200) }], form: "text" } as const;

const endpoint = { provider: "openai-compatible", name: "tea", baseUrl: "https://model.example/v1" } as const;
const workersAi = { provider: "workers-ai", name: "@cf/tests/tea" } as const;

/** What a question takes of a budget, and what it settles for. */
async function ask(
	answer: Answer,
	{ isOwn = false, target = endpoint }: { isOwn?: boolean; target?: ModelTarget } = {},
) {
	const book: string[] = [];
	const budget = {
		take: async (tokens: number) => {
			book.push(`take ${tokens}`);
			return ok({ settle: async (used: number) => void book.push(`used ${used}`) });
		},
	};
	const { surroundings } = scriptedEndpoint(answer);
	const ai = {
		run: async () => ({ response: "Hello", usage: { prompt_tokens: 250, completion_tokens: 5 } }),
	};
	await new LanguageModel(target, settings, { ...surroundings, ai, budget }, isOwn).ask(question);
	return book;
}

describe("of an account's tokens a question", () => {
	test.each<[string, Answer, number]>([
		["uses what the provider counts", said("Hello", {}, { prompt_tokens: 250, completion_tokens: 5 }), 255],
		["uses an estimate where nobody counts", said("Hello"), 302],
		["that the model declines uses them too", said("No.", { finish_reason: "content_filter" }), 301],
		["that is not let in uses none", failed(401), 0],
		["that is not taken uses none", failed(400), 0],
		["at a model that is busy uses none", failed(429, { "Retry-After": "3600" }), 0],
		["whose answer is lost uses what was asked", new Error("Network connection lost."), 300],
	])("%s", async (_, answer, used) => {
		expect(await ask(answer)).toEqual(["take 800", `used ${used}`]);
	});

	test("to a model of one's own uses none", async () => {
		expect(await ask(said("Hello"), { isOwn: true })).toEqual([]);
	});

	test("to a model of one's own on the operator's Workers AI uses them", async () => {
		expect(await ask(said("Hello"), { isOwn: true, target: workersAi })).toEqual(["take 800", "used 255"]);
	});
});

test("nobody is asked where the tokens are used up", async () => {
	const { asked, surroundings } = scriptedEndpoint(said("Hello"));
	const budget = { take: async () => refuse(problem("token_budget_exceeded", "No more.", 60)) };
	const model = new LanguageModel(endpoint, settings, { ...surroundings, budget });
	expect(await model.ask(question)).toMatchObject({
		problem: { code: "token_budget_exceeded", retryAfterS: 60 },
	});
	expect(asked).toEqual([]);
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseJson } from "../../../src/lib/json.ts";
import { KEY, failed, said, scriptedModel } from "./scripted-model.ts";

const question = { messages: [{ role: "user", text: "open sesame" }], form: "text" } as const;
const inSchema = { ...question, form: { schema: { type: "object", properties: { a: {} } } } } as const;

const written: string[] = [];

beforeEach(() => {
	written.length = 0;
	for (const level of ["info", "warn", "error"] as const)
		vi.spyOn(console, level).mockImplementation((line: unknown) => void written.push(String(line)));
});

afterEach(() => {
	vi.restoreAllMocks();
	// Neither what was asked, nor the key, nor what the endpoint said about them.
	expect(written.join("\n")).not.toMatch(/sesame|secret/);
});

const page = new Response("<!doctype html><title>Bad gateway</title>", {
	headers: { "Content-Type": "text/html" },
});

const cutOff = () =>
	new Response(
		new ReadableStream({
			pull(controller) {
				controller.enqueue(new TextEncoder().encode('{"choices": [{"mess'));
				controller.error(new Error("Network connection lost."));
			},
		}),
	);

describe("asks again after", () => {
	test.each([
		["a server's fault", failed(500), 500],
		["an overload", failed(529), 500],
		["a lost connection", new Error("Network connection lost."), 500],
		["a refused connection", new TypeError("fetch failed"), 500],
		["an answer that is cut off", cutOff, 500],
		["a page in the place of an answer", page, 500],
		["an answer of another kind", Response.json({ hello: "world" }), 500],
		["an answer with nothing in it", said(""), 500],
		["an answer without choices", Response.json({ choices: [] }), 500],
		["too many requests", failed(429), 500],
		["too many requests, after the seconds that it says", failed(429, { "Retry-After": "7" }), 7_000],
		["too many requests, after the milliseconds that it says", failed(429, { "Retry-After-Ms": "70" }), 70],
		["a fault in an answer of status 200", Response.json({ error: { code: 503, message: "x" } }), 500],
	])("%s", async (_, answer, pauseMs) => {
		const { model, asked, pauses } = scriptedModel({}, answer, said("Hello"));
		expect(await model.ask(question)).toMatchObject({ ok: true, value: { text: "Hello" } });
		expect(asked).toHaveLength(2);
		expect(pauses).toEqual([pauseMs]);
	});
});

const withoutEnd = (size: number) => {
	let pulled = 0;
	const chunk = new TextEncoder().encode(" ".repeat(65_536));
	const body = new ReadableStream({
		pull(controller) {
			pulled += chunk.length;
			if (pulled > size) controller.close();
			else controller.enqueue(chunk);
		},
	});
	return { answer: () => new Response(body), pulled: () => pulled };
};

describe("does not ask again, and refuses", () => {
	test.each([
		["a wrong key", failed(401), "model_misconfigured"],
		["a model that is not there", failed(404), "model_misconfigured"],
		["a request that it does not take", failed(400), "model_misconfigured"],
		[
			"a redirect",
			new Response(null, { status: 302, headers: { Location: "https://evil.example" } }),
			"model_misconfigured",
		],
		["a wait that is too long", failed(429, { "Retry-After": "61" }), "model_rate_limited"],
		["an answer of 100 MB", withoutEnd(100_000_000).answer, "model_unavailable"],
	])("%s", async (_, answer, code) => {
		const { model, asked, pauses } = scriptedModel({}, answer);
		const outcome = await model.ask(question);
		expect(outcome).toMatchObject({ ok: false, problem: { code } });
		expect(JSON.stringify(outcome)).not.toMatch(/sesame|secret/);
		expect(asked).toHaveLength(1);
		expect(pauses).toEqual([]);
	});

	test("three failures", async () => {
		const { model, asked, pauses } = scriptedModel({}, failed(500));
		expect(await model.ask(question)).toMatchObject({ ok: false, problem: { code: "model_unavailable" } });
		expect(asked).toHaveLength(3);
		expect(pauses).toEqual([500, 2_000]);
	});
});

test("a redirect is not followed, as it would take the key along", async () => {
	const { model, asked } = scriptedModel({}, said("Hello"));
	await model.ask(question);
	expect(asked[0]?.redirect).toBe("manual");
});

test("a refusal for too many requests says when to come again", async () => {
	const { model } = scriptedModel({}, failed(429, { "Retry-After": "3600" }));
	expect(await model.ask(question)).toMatchObject({ problem: { retryAfterS: 3_600 } });
});

test("an answer that is too long is not read to its end", async () => {
	const { answer, pulled } = withoutEnd(100_000_000);
	await scriptedModel({}, answer).model.ask(question);
	expect(pulled()).toBeLessThan(4_000_000);
});

const never = (_: unknown, signal: AbortSignal | null) =>
	new Promise<Response>((_resolve, reject) => {
		signal?.addEventListener("abort", () => reject(signal.reason));
	});

test("an answer that does not come is given up after the time for it, and its connection closed", async () => {
	let isClosed = false;
	const { model } = scriptedModel({ timeoutMs: 20 }, async (asked, signal) => {
		try {
			return await never(asked, signal);
		} finally {
			isClosed = true;
		}
	});
	expect(await model.ask(question)).toMatchObject({ ok: false, problem: { code: "model_timed_out" } });
	expect(isClosed).toBe(true);
});

test("an answer that goes on for ever is given up after the time for it", async () => {
	const dripping = () =>
		new Response(new ReadableStream({ pull: () => new Promise((resolve) => setTimeout(resolve, 5)) }));
	const { model } = scriptedModel({ timeoutMs: 20 }, dripping);
	expect(await model.ask(question)).toMatchObject({ ok: false, problem: { code: "model_timed_out" } });
});

test("nobody asks on when the one who asked has gone", async () => {
	const going = new AbortController();
	const { model, asked } = scriptedModel({}, async (request, signal) => {
		going.abort();
		return never(request, signal);
	});
	expect(await model.ask({ ...question, signal: going.signal })).toMatchObject({ ok: false });
	expect(asked).toHaveLength(1);
	expect(await model.ask({ ...question, signal: going.signal })).toMatchObject({ ok: false });
	expect(asked).toHaveLength(1);
});

test.each([
	["by its reason", said("I can't help with that.", { finish_reason: "content_filter" })],
	["in a field", said(null, { message: { role: "assistant", content: null, refusal: "I can't." } })],
])("a model that declines %s is a refusal", async (_, answer) => {
	const { model, asked } = scriptedModel({}, answer);
	expect(await model.ask(question)).toMatchObject({
		ok: false,
		problem: { code: "model_refused", modelAnswer: expect.stringContaining("can't") },
	});
	expect(asked).toHaveLength(1);
});

test("what a model thinks before it answers is left out", async () => {
	const { model } = scriptedModel({}, said("<think>Hm. { }</think>\nHello"));
	expect(await model.ask(question)).toMatchObject({ value: { text: "Hello" } });
});

test.each([
	[
		"counted",
		{ prompt_tokens: 12, completion_tokens: 3 },
		{ inputTokens: 12, outputTokens: 3, isEstimate: false },
	],
	["estimated where nobody counted", undefined, { inputTokens: 3, outputTokens: 2, isEstimate: true }],
	[
		"estimated where nothing was counted",
		{ prompt_tokens: 0, completion_tokens: 0 },
		{ inputTokens: 3, outputTokens: 2, isEstimate: true },
	],
])("tokens are %s", async (_, usage, wanted) => {
	const { model } = scriptedModel({}, said("Hello", {}, usage));
	expect(await model.ask(question)).toMatchObject({ value: { usage: wanted } });
});

test("the endpoint gets the key, the bounds, and the schema in a form that takes optional fields", async () => {
	const { model, asked } = scriptedModel({}, said("{}"));
	await model.ask(inSchema);
	expect(asked[0]?.url).toBe("https://model.example/v1/chat/completions");
	expect(asked[0]?.headers.get("authorization")).toBe(`Bearer ${KEY}`);
	expect(asked[0]?.body).toMatchObject({
		max_tokens: 500,
		response_format: { type: "json_schema", json_schema: { strict: false, schema: inSchema.form.schema } },
	});
});

test.each([
	["schema", { type: "json_schema" }],
	["json", { type: "json_object" }],
] as const)("MODEL_STRUCTURED %s decides how JSON is asked for", async (structured, format) => {
	const { model, asked } = scriptedModel({ structured }, said("{}"));
	await model.ask(inSchema);
	expect(asked[0]?.body).toMatchObject({ response_format: format });
});

test("MODEL_STRUCTURED prompt asks for JSON in words alone", async () => {
	const { model, asked } = scriptedModel({ structured: "prompt" }, said("{}"));
	await model.ask(inSchema);
	expect(asked[0]?.body).not.toHaveProperty("response_format");
});

test("a provider that takes no schema is asked in words, from then on at once", async () => {
	const { model, asked } = scriptedModel({}, failed(400), said("{}"));
	expect(await model.ask(inSchema)).toMatchObject({ ok: true });
	expect(await model.ask(inSchema)).toMatchObject({ ok: true });
	expect(asked.map(({ body }) => "response_format" in body)).toEqual([true, false, false]);
});

test("a request that is not taken in words either leaves nothing behind", async () => {
	const { model, asked } = scriptedModel({}, failed(400), failed(400), said("{}"));
	expect(await model.ask(inSchema)).toMatchObject({ ok: false });
	expect(await model.ask(inSchema)).toMatchObject({ ok: true });
	expect(asked.map(({ body }) => "response_format" in body)).toEqual([true, false, true]);
});

test("the log says of each question who was asked, what came of it, and what it cost", async () => {
	const { model } = scriptedModel({}, failed(429, {}, { code: "rate_limit_exceeded" }), said("Hello"));
	await model.ask(question);
	const { model: wrong } = scriptedModel({}, failed(401, {}, { code: "invalid key sesame", type: "auth" }));
	await wrong.ask(question);
	expect(written.map((line) => parseJson(line))).toMatchObject([
		{ event: "model.asked", outcome: "answered", inputTokens: 3, outputTokens: 2 },
		{ event: "model.asked", outcome: "misconfigured", status: 401, reason: "auth" },
	]);
});

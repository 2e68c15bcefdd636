import { describe, expect, test } from "vitest";
import { type Answer, failed, said, scriptedEndpoint, settings } from "../model/scripted-model.ts";
import { madeOf, ScriptedDesk, URL_ASKED as url } from "./scripted-desk.ts";

const priced = { type: "object", properties: { price: { type: "number" } }, required: ["price"] };
const response_format = { type: "json_schema", json_schema: priced };

/** A desk whose page is about tea, and whose model says this. */
function deskWith(...answers: readonly Answer[]): ScriptedDesk {
	const desk = new ScriptedDesk(madeOf(JSON.stringify("# Tea\n\nIt costs 4.50 euros.")));
	desk.endpoint = scriptedEndpoint(...answers);
	const target = { provider: "openai-compatible", name: "tea", baseUrl: "https://model.example/v1" } as const;
	desk.model = { ...settings, target, structured: "prompt" };
	return desk;
}

describe("the action json", () => {
	test("gives what a model finds in the page's Markdown, with the page's meta", async () => {
		const desk = deskWith(said('{"price": 4.5}'));
		const response = await desk.ask("json", { url, prompt: "What does tea cost?", response_format });
		expect(response.headers.get("X-Browser-Ms-Used")).toBe("41");
		expect(await response.json()).toEqual({
			success: true,
			result: { price: 4.5 },
			meta: { status: 200, title: "Example" },
		});
		for (const part of ["What does tea cost?", "It costs 4.50 euros."])
			expect(desk.endpoint.asked[0]?.said).toContain(part);
	});

	test("is answered from the cache, without another question", async () => {
		const desk = deskWith(said('{"price": 4.5}'));
		const body = { url, response_format };
		await desk.ask("json", body);
		expect(await (await desk.ask("json", body)).json()).toMatchObject({ result: { price: 4.5 } });
		expect(desk.endpoint.asked).toHaveLength(1);
		await desk.ask("json", { ...body, prompt: "What does coffee cost?" });
		expect(desk.endpoint.asked).toHaveLength(2);
	});

	test("shows the model's last words where they are not what was asked for, and keeps nothing", async () => {
		const desk = deskWith(said("It costs 4.50."), said("4.50, really."), said('{"price": 4.5}'));
		const response = await desk.ask("json", { url, response_format });
		expect([response.status, response.headers.get("X-Browser-Ms-Used")]).toEqual([422, "41"]);
		expect(await response.json()).toMatchObject({
			success: false,
			errors: [{ code: 2145 }],
			rawAiResponse: "4.50, really.",
		});
		expect((await desk.ask("json", { url, response_format })).status).toBe(200);
	});

	test("passes on how long the model wants to be left alone", async () => {
		const response = await deskWith(failed(429, { "Retry-After": "3600" })).ask("json", { url, prompt: "x" });
		expect([response.status, response.headers.get("Retry-After")]).toEqual([429, "3600"]);
		expect(await response.json()).not.toHaveProperty("rawAiResponse");
	});

	test.each([
		[
			"a schema that can't be checked",
			{ response_format: { type: "json_schema", json_schema: { $ref: "#" } } },
			2146,
		],
		[
			"models that this Berth does not allow",
			{ custom_ai: [{ model: "openai/x", authorization: "Bearer k" }] },
			2004,
		],
	])("refuses %s before a page is opened", async (_, body, code) => {
		const desk = deskWith(said("{}"));
		const response = await desk.ask("json", { url, prompt: "x", ...body });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ errors: [{ code }] });
		expect(desk.asked).toEqual([]);
	});
});

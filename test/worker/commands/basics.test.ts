import { describe, expect, test } from "vitest";
import { Driven } from "./driven.ts";

const driven = new Driven();

describe("a batch", () => {
	test("runs in order and reports each step", async () => {
		const url = "data:text/html,<title>Hello</title><button onclick=\"document.title='Clicked'\">Go</button>";
		const report = await driven.run(
			["goto", { url }],
			["click", { selector: "button" }],
			["get_title"],
			["eval", { expression: "1+1" }],
			["screenshot"],
		);
		expect(report).toMatchObject({
			success: true,
			stepsCompleted: 5,
			totalSteps: 5,
			results: [
				{ success: true, command: "navigate_to", commandType: "action", data: { title: "Hello" } },
				{ success: true, command: "click", commandType: "action" },
				{
					success: true,
					command: "get_title",
					commandType: "extraction",
					contentType: "string",
					data: "Clicked",
				},
				{
					success: true,
					command: "evaluate",
					contentType: "data",
					data: { result: { type: "number", value: 2 } },
				},
				{
					success: true,
					command: "screenshot",
					data: { mime_type: "image/png", image: expect.stringMatching(/^iVBOR/) },
				},
			],
		});
	});
});

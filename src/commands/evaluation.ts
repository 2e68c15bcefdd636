import { z } from "zod";
import { command } from "./command.ts";
import { evaluateExpression, evaluateOnElement } from "./evaluate.ts";
import { selector } from "./fields.ts";
import { pageClient } from "./internals.ts";
import { locate, NEEDS } from "./locate.ts";

const expression = z.string().min(1).max(1_000_000);

export const evaluate = command({
	name: "evaluate",
	aliases: ["eval"],
	origin: "browsr",
	kind: "extraction",
	summary: "Evaluates an expression, or calls a function, in the page",
	interacts: true,
	data: { expression },
	async run(context, data) {
		const { page } = await context.tab();
		return {
			data: { result: await evaluateExpression(pageClient(page), data.expression, context.deadline) },
		};
	},
});

export const evaluateOnElementCommand = command({
	name: "evaluate_on_element",
	origin: "browsr",
	kind: "extraction",
	summary: "Calls a function on an element, which is its `this` and its argument",
	interacts: true,
	data: { selector, expression },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.attached);
		return { data: { result: await evaluateOnElement(element, data.expression, context.deadline) } };
	},
});

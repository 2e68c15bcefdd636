import { z } from "zod";
import { withoutEnding } from "../lib/text-ends.ts";
import { command } from "./command.ts";
import { MAX_TIMEOUT_MS } from "./deadline.ts";
import { quote } from "./diagnose.ts";
import { evaluateExpression } from "./evaluate.ts";
import { problemOf } from "./faults.ts";
import { selector } from "./fields.ts";
import { functionText } from "./in-page.ts";
import { isolatedWorld, pageClient } from "./internals.ts";
import { isVisible, locate, NEEDS } from "./locate.ts";
import { shownText } from "./page/flat.ts";
import { Refused } from "./refused.ts";

const POLL_MS = 100;
const BODY_TEXT = `${functionText(shownText)}(document.body, Infinity).text`;

export const waitForNavigation = command({
	name: "wait_for_navigation",
	origin: "browsr",
	kind: "action",
	summary: "Waits until the page has loaded that the last action led to, or that comes next",
	data: {},
	async run(context) {
		const { navigations, page } = await context.tab();
		const { deadline } = context;
		if (!(await navigations.begun(deadline.leftMs)))
			throw new Refused("navigation_timed_out", `Nothing was navigated to within ${deadline.timeoutMs} ms.`);
		if (!(await navigations.loaded(deadline.leftMs)))
			throw new Refused("navigation_timed_out", `The page did not load within ${deadline.timeoutMs} ms.`);
		return { data: { url: page.url() } };
	},
});

export const waitForElement = command({
	name: "wait_for_element",
	aliases: ["wait_for_selector"],
	origin: "browsr",
	kind: "action",
	summary: "Waits for an element to be there, or to be seen",
	data: { selector, visible_only: z.boolean().default(false) },
	async run(context, data) {
		const needs = data.visible_only ? NEEDS.visible : NEEDS.attached;
		const { element } = await locate(context, data.selector, needs);
		return { data: { found: true, visible: await isVisible(element) } };
	},
});

export const wait = command({
	name: "wait",
	origin: "berth",
	kind: "action",
	summary: "Waits for so many milliseconds",
	data: { ms: z.number().int().min(0).max(MAX_TIMEOUT_MS) },
	defaultTimeoutMs: MAX_TIMEOUT_MS + 1_000,
	run: (context, data) => context.deadline.pause(data.ms),
});

export const waitForText = command({
	name: "wait_for_text",
	origin: "berth",
	kind: "action",
	summary: "Waits until a text can be read on the page, or no longer (gone)",
	data: { text: z.string().min(1).max(10_000), gone: z.boolean().default(false) },
	async run(context, data) {
		const { page } = await context.tab();
		const { deadline } = context;
		for (;;) {
			deadline.check();
			try {
				const shown = await isolatedWorld(page.mainFrame()).evaluate(BODY_TEXT);
				const isThere = flat(String(shown)).includes(flat(data.text));
				if (isThere !== data.gone) return;
			} catch (thrown) {
				if (problemOf(thrown)?.code !== "page_navigated") throw thrown;
			}
			if (deadline.leftMs <= POLL_MS)
				throw new Refused(
					"command_timed_out",
					`${quote(data.text)} was ${data.gone ? "still" : "not"} on the page after ${deadline.timeoutMs} ms.`,
				);
			await deadline.pause(POLL_MS);
		}
	},
});

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

export const waitForFunction = command({
	name: "wait_for_function",
	origin: "berth",
	kind: "action",
	summary: "Waits until an expression, or a function's result, is true in the page",
	data: { expression: z.string().min(1).max(1_000_000) },
	async run(context, data) {
		const { page } = await context.tab();
		const { deadline } = context;
		const expression = `(async () => { const value = (${withoutEnding(data.expression.trim(), ";")}\n); return Boolean(typeof value === "function" ? await value() : await value); })()`;
		for (;;) {
			deadline.check();
			try {
				if ((await evaluateExpression(pageClient(page), expression, deadline)).value === true) return;
			} catch (thrown) {
				if (problemOf(thrown)?.code !== "page_navigated") throw thrown;
			}
			if (deadline.leftMs <= POLL_MS)
				throw new Refused("command_timed_out", `It was not true within ${deadline.timeoutMs} ms.`);
			await deadline.pause(POLL_MS);
		}
	},
});

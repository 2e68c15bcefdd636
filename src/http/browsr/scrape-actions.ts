import { z } from "@hono/zod-openapi";
import { findCommand } from "../../commands/registry.ts";
import type { CommandRequest } from "../../commands/runner.ts";
import { scrollFields } from "../../commands/scroll-distance.ts";
import { knownFields } from "../../lib/known-fields.ts";

const MOST_ACTIONS = 50;
const LONGEST_WAIT_MS = 30_000;

const action = knownFields({
	type: z.string(),
	selector: z.string().optional(),
	text: z.string().optional(),
	/** Of `press`; `text` will do. */
	key: z.string().optional(),
	milliseconds: z.number().int().min(0).max(LONGEST_WAIT_MS).optional(),
	expression: z.string().optional(),
	/** The same, as some of Browsr's peers call it. */
	script: z.string().optional(),
	...scrollFields,
	full_page: z.boolean().optional(),
	timeout_ms: z.number().int().min(1).optional(),
});

type Action = z.infer<typeof action>;

const onElement =
	(command: string) =>
	({ selector }: Action): CommandRequest => ({ command, data: { selector } });

const evaluate = ({ expression, script }: Action): CommandRequest => ({
	command: "evaluate",
	data: { expression: expression ?? script },
});

/** Where nothing is named it goes to what has the focus. */
const type = ({ selector = ":focus", text }: Action): CommandRequest => ({
	command: "type_text",
	data: { selector, text },
});

const press = ({ selector, key, text }: Action): CommandRequest => ({
	command: "press_key",
	data: { selector, key: key ?? text },
});

const waitForElement = ({ selector }: Action): CommandRequest => ({
	command: "wait_for_element",
	data: { selector, visible_only: true },
});

/** Without a distance an element is scrolled to, and a page a step down. */
function scroll({ selector, x, y, direction, amount }: Action): CommandRequest {
	const isBare = [x, y, direction, amount].every((given) => given === undefined);
	if (!isBare) return { command: "scroll_by", data: { selector, x, y, direction, amount } };
	if (selector !== undefined) return { command: "scroll_into_view", data: { selector } };
	return { command: "scroll_by", data: { direction: "down" } };
}

/** The command that does what an action of each type asks for. */
const ACTIONS: Readonly<Record<string, (action: Action) => CommandRequest>> = {
	wait: (given) =>
		given.selector === undefined
			? { command: "wait", data: { ms: given.milliseconds } }
			: waitForElement(given),
	wait_for: waitForElement,
	wait_for_selector: waitForElement,
	wait_for_element: waitForElement,
	wait_for_text: ({ text }) => ({ command: "wait_for_text", data: { text } }),
	wait_for_navigation: () => ({ command: "wait_for_navigation" }),
	wait_for_function: ({ expression }) => ({ command: "wait_for_function", data: { expression } }),
	click: onElement("click"),
	double_click: onElement("double_click"),
	hover: onElement("hover"),
	focus: onElement("focus"),
	check: onElement("check"),
	uncheck: onElement("uncheck"),
	clear: onElement("clear"),
	type,
	type_text: type,
	write: type,
	fill: ({ selector, text }) => ({ command: "fill", data: { selector, value: text } }),
	select: ({ selector, text }) => ({
		command: "select_option",
		data: { selector, values: text === undefined ? undefined : [text] },
	}),
	press,
	press_key: press,
	scroll,
	evaluate,
	execute: evaluate,
	execute_javascript: evaluate,
	executeJavascript: evaluate,
	screenshot: ({ full_page }) => ({ command: "screenshot", data: { full_page } }),
};

export const ACTION_TYPES = Object.keys(ACTIONS);

/** The actions of a scrape, as the commands that do them. */
export const scrapeActions = z
	.array(
		action.transform((given, context): CommandRequest => {
			const request = Object.hasOwn(ACTIONS, given.type) ? ACTIONS[given.type]?.(given) : undefined;
			if (request === undefined) {
				const message = `must be one of ${ACTION_TYPES.join(", ")}`;
				context.addIssue({ code: "custom", path: ["type"], message });
				return z.NEVER;
			}
			const data = { ...(request.data as object | undefined), timeout_ms: given.timeout_ms };
			const prepared = findCommand(request.command)?.prepare(withoutGaps(data));
			if (prepared?.ok === false) context.addIssue({ code: "custom", message: prepared.problem.message });
			return { command: request.command, data: withoutGaps(data) };
		}),
	)
	.max(MOST_ACTIONS)
	.default([])
	.openapi({
		type: "array",
		items: {
			type: "object",
			properties: { type: { type: "string", enum: ACTION_TYPES } },
			required: ["type"],
		},
	});

const withoutGaps = (data: object): object =>
	Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

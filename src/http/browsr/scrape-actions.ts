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

/** What an action of one type takes beside `type` and `timeout_ms`, and the command that does it. */
interface Kind {
	readonly takes: readonly (keyof Action)[];
	readonly command: (action: Action) => CommandRequest;
}

const onElement = (command: string): Kind => ({
	takes: ["selector"],
	command: ({ selector }) => ({ command, data: { selector } }),
});

const evaluate: Kind = {
	takes: ["expression", "script"],
	command: ({ expression, script }) => ({ command: "evaluate", data: { expression: expression ?? script } }),
};

/** Where nothing is named it goes to what has the focus. */
const type: Kind = {
	takes: ["selector", "text"],
	command: ({ selector = ":focus", text }) => ({ command: "type_text", data: { selector, text } }),
};

const press: Kind = {
	takes: ["selector", "key", "text"],
	command: ({ selector, key, text }) => ({ command: "press_key", data: { selector, key: key ?? text } }),
};

const waitForElement: Kind = {
	takes: ["selector"],
	command: ({ selector }) => ({ command: "wait_for_element", data: { selector, visible_only: true } }),
};

const wait: Kind = {
	takes: ["selector", "milliseconds"],
	command: (given) =>
		given.selector === undefined
			? { command: "wait", data: { ms: given.milliseconds } }
			: waitForElement.command(given),
};

/** Without a distance an element is scrolled to, and a page a step down. */
const scroll: Kind = {
	takes: ["selector", "x", "y", "direction", "amount"],
	command({ selector, x, y, direction, amount }) {
		const isBare = [x, y, direction, amount].every((given) => given === undefined);
		if (!isBare) return { command: "scroll_by", data: { selector, x, y, direction, amount } };
		if (selector !== undefined) return { command: "scroll_into_view", data: { selector } };
		return { command: "scroll_by", data: { direction: "down" } };
	},
};

const ACTIONS: Readonly<Record<string, Kind>> = {
	wait,
	wait_for: waitForElement,
	wait_for_selector: waitForElement,
	wait_for_element: waitForElement,
	wait_for_text: { takes: ["text"], command: ({ text }) => ({ command: "wait_for_text", data: { text } }) },
	wait_for_navigation: { takes: [], command: () => ({ command: "wait_for_navigation" }) },
	wait_for_function: {
		takes: ["expression"],
		command: ({ expression }) => ({ command: "wait_for_function", data: { expression } }),
	},
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
	fill: {
		takes: ["selector", "text"],
		command: ({ selector, text }) => ({ command: "fill", data: { selector, value: text } }),
	},
	select: {
		takes: ["selector", "text"],
		command: ({ selector, text }) => ({
			command: "select_option",
			data: { selector, values: text === undefined ? undefined : [text] },
		}),
	},
	press,
	press_key: press,
	scroll,
	evaluate,
	execute: evaluate,
	execute_javascript: evaluate,
	executeJavascript: evaluate,
	screenshot: {
		takes: ["full_page"],
		command: ({ full_page }) => ({ command: "screenshot", data: { full_page } }),
	},
};

export const ACTION_TYPES = Object.keys(ACTIONS);

/** The actions of a scrape, as the commands that do them. */
export const scrapeActions = z
	.array(
		action.transform((given, context): CommandRequest => {
			const kind = Object.hasOwn(ACTIONS, given.type) ? ACTIONS[given.type] : undefined;
			if (kind === undefined) {
				const message = `must be one of ${ACTION_TYPES.join(", ")}`;
				context.addIssue({ code: "custom", path: ["type"], message });
				return z.NEVER;
			}
			const stray = fieldsOf(given).find((field) => !kind.takes.includes(field));
			if (stray !== undefined) {
				const message = `is not taken by ${given.type}, which takes ${kind.takes.join(", ") || "none"}`;
				context.addIssue({ code: "custom", path: [stray], message });
			}
			const request = kind.command(given);
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

/** The fields that are given and that not every action takes. */
const fieldsOf = (given: Action): readonly (keyof Action)[] =>
	// The keys of what the schema gives are those of its shape.
	(Object.keys(given) as (keyof Action)[]).filter(
		(field) => field !== "type" && field !== "timeout_ms" && given[field] !== undefined,
	);

const withoutGaps = (data: object): object =>
	Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

import { z } from "@hono/zod-openapi";
import { MAX_TIMEOUT_MS } from "../../commands/deadline.ts";
import { selector, text, waitUntil } from "../../commands/fields.ts";
import type { Json } from "../../commands/runner.ts";
import { scrollFields } from "../../commands/scroll-distance.ts";
import { knownFields } from "../../lib/known-fields.ts";

/** A call that does something in the page: it is a command under another name. */
export interface Drive {
	/** The last part of its path. */
	readonly name: string;
	readonly summary: string;
	readonly command: string;
	readonly body: z.ZodType<object>;
	/** Fields of the request that its answer repeats. */
	readonly repeats: readonly string[];
	/** The fields of the answer that the command's data makes, where they are not those of the data. */
	readonly present?: (data: Json | undefined) => object;
}

const timeout = {
	timeout: z
		.number()
		.int()
		.min(1)
		.max(MAX_TIMEOUT_MS)
		.optional()
		.openapi({ description: "Milliseconds; 30000 unless said otherwise" }),
};

/** Gives a call its types: it may repeat only fields of its own. */
const drive = <Shape extends z.ZodRawShape>({
	fields,
	repeats = [],
	...rest
}: Omit<Drive, "body" | "repeats"> & {
	readonly fields: Shape;
	readonly repeats?: readonly (keyof Shape & string)[];
}): Drive => ({ ...rest, repeats, body: knownFields({ ...fields, ...timeout }) });

/** What an expression gave; `type` tells `undefined` and what JSON has no form for. */
function presentResult(data: Json | undefined): object {
	const { value = null, ...rest } = (data as { readonly result: { readonly value?: unknown } }).result;
	return { result: value, ...rest };
}

/** Every one there is. A new one is one entry. */
export const DRIVES: readonly Drive[] = [
	drive({
		name: "navigate",
		summary: "Open a URL and wait for it to load",
		command: "navigate_to",
		fields: { url: z.string().trim().min(1), waitUntil: waitUntil.optional() },
	}),
	drive({
		name: "go-back",
		summary: "Go back in the tab's history",
		command: "go_back",
		fields: { waitUntil: waitUntil.optional() },
	}),
	drive({
		name: "go-forward",
		summary: "Go forward in the tab's history",
		command: "go_forward",
		fields: { waitUntil: waitUntil.optional() },
	}),
	drive({
		name: "click",
		summary: "Click an element",
		command: "click",
		fields: { selector },
		repeats: ["selector"],
	}),
	drive({
		name: "type",
		summary: "Type text into a field, key by key, after what it holds or in its place (clear)",
		command: "type_text",
		fields: { selector, text, clear: z.boolean().optional() },
		repeats: ["selector", "text"],
	}),
	drive({
		name: "fill",
		summary: "Set the value of a field",
		command: "fill",
		fields: { selector, value: text },
		repeats: ["selector", "value"],
	}),
	drive({
		name: "press",
		summary: "Press a key (Enter) or a combination (Control+a), in an element or where the focus is",
		command: "press_key",
		fields: { key: z.string().min(1).max(100), selector: selector.optional() },
		repeats: ["key", "selector"],
	}),
	drive({
		name: "hover",
		summary: "Move the mouse over an element",
		command: "hover",
		fields: { selector },
		repeats: ["selector"],
	}),
	drive({
		name: "scroll",
		summary: "Scroll the page, or an element, by a distance",
		command: "scroll_by",
		fields: { ...scrollFields, selector: selector.optional() },
		repeats: ["selector"],
	}),
	drive({
		name: "select",
		summary: "Select options of a list, by value or label",
		command: "select_option",
		fields: { selector, values: z.array(z.string().max(10_000)).max(1_000) },
		repeats: ["selector"],
	}),
	drive({
		name: "wait",
		summary: "Wait for so many milliseconds",
		command: "wait",
		fields: { ms: z.number().int().min(0).max(MAX_TIMEOUT_MS) },
		repeats: ["ms"],
	}),
	drive({
		name: "wait-for-text",
		summary: "Wait until a text can be read on the page, or no longer (gone)",
		command: "wait_for_text",
		fields: { text: z.string().min(1).max(10_000), gone: z.boolean().optional() },
		repeats: ["text"],
	}),
	drive({
		name: "screenshot",
		summary: "A picture of the viewport or the whole page, as base64; it is kept as an artifact",
		command: "screenshot",
		fields: {
			fullPage: z.boolean().optional(),
			path: z.string().max(1_000).optional(),
			format: z.enum(["png", "jpeg", "webp"]).optional(),
			quality: z.number().int().min(0).max(100).optional(),
		},
	}),
	drive({
		name: "snapshot",
		summary: "The page's accessibility tree as text, with refs that can stand for selectors",
		command: "snapshot",
		fields: {
			interactiveOnly: z.boolean().optional(),
			maxChars: z.number().int().min(100).max(200_000).optional(),
		},
	}),
	drive({
		name: "extract",
		summary: "The data that a language model finds in the page",
		command: "extract_structured_content",
		fields: {
			query: z.string().min(1).max(10_000),
			schema: z.record(z.string(), z.unknown()).optional(),
			maxChars: z.number().int().min(1).optional(),
		},
		// Its fields are those of the query or the schema, in their own spelling.
		present: (data) => ({ data: data ?? null }),
	}),
	drive({
		name: "evaluate",
		summary: "Evaluate an expression, or call a function, in the page",
		command: "evaluate",
		fields: { expression: z.string().min(1).max(1_000_000) },
		present: presentResult,
	}),
	drive({
		name: "dialog",
		summary: "Answer the dialog that the page shows, or shows within two seconds",
		command: "handle_dialog",
		fields: { accept: z.boolean().optional(), promptText: z.string().max(100_000).optional() },
	}),
];

const NAME_OF_COMMAND = new Map(DRIVES.map(({ command, name }) => [command, name]));

/** What an action is called here; one that no call of this API does has its own name. */
export const typeOfCommand = (command: string): string => NAME_OF_COMMAND.get(command) ?? command;

/** The command's data: the same fields, spelt as commands are. */
export const dataOf = (asked: object): object =>
	Object.fromEntries(
		Object.entries(asked).map(([field, value]) => [
			field === "timeout" ? "timeout_ms" : field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
			value,
		]),
	);

/** The answer to a call that has succeeded: what it repeats of the request, and what the command gave. */
export function answerOf({ repeats, present }: Drive, asked: object, data: Json | undefined): object {
	const repeated = Object.entries(asked).filter(([field]) => repeats.includes(field));
	return { success: true, ...Object.fromEntries(repeated), ...(present ?? camelCased)(data) };
}

/** What a command gives, spelt as this API does. */
const camelCased = (data: Json | undefined): object =>
	isObject(data)
		? Object.fromEntries(
				Object.entries(data).map(([field, value]: [string, unknown]) => [
					field.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
					isObject(value) ? camelCased(value) : value,
				]),
			)
		: {};

const isObject = (value: unknown): value is object =>
	typeof value === "object" && value !== null && !Array.isArray(value);

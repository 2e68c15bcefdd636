import { z } from "zod";
import { command } from "./command.ts";
import { numberOnly, refuseTextIn, setDirectly } from "./fill.ts";
import { selector, text } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { insert } from "./insert.ts";
import { combinationField, keyDown, keyField, keyUp, pressKeys } from "./keys.ts";
import { locate, NEEDS } from "./locate.ts";
import { fieldKind, focusForTyping, isUnreadable, selectContent } from "./page/field.ts";
import type { Tab } from "./tab.ts";
import type { Deadline } from "./deadline.ts";

/** Longer texts are inserted at once, as if pasted: key by key they would take minutes. */
const MOST_KEYS = 1_000;

/** Chrome drops every other character that is typed into a field for numbers, and with it what was meant. */
const PARTS_OF_NUMBERS = /^[\d.eE+\-\s]*$/;

/** Types into what has the focus, with a keydown and a keyup for each character. */
async function typeKeys({ page }: Tab, characters: string, deadline: Deadline): Promise<void> {
	// Each is one line break, as Windows writes it.
	for (const character of characters.replaceAll("\r\n", "\n")) {
		deadline.check();
		await page.keyboard.type(character);
	}
}

export const typeText = command({
	name: "type_text",
	aliases: ["type"],
	origin: "browsr",
	kind: "action",
	summary:
		"Types text into a field, after what it holds or in its place (clear); sets a date, time, colour or range, as fill does",
	interacts: true,
	data: { selector, text, clear: z.boolean().default(false) },
	async run(context, data) {
		const { tab, element } = await locate(context, data.selector, NEEDS.editable);
		const [kind] = await Promise.all([inPage(element, fieldKind), inPage(element, focusForTyping)]);
		if (kind === "direct") return setDirectly(element, data.selector, "text", data.text);
		refuseTextIn(kind, data.selector);
		if (kind === "number" && !PARTS_OF_NUMBERS.test(data.text)) throw numberOnly(data.selector, "text");
		if (data.clear) {
			await inPage(element, selectContent);
			context.deadline.check();
			await tab.page.keyboard.press("Delete");
		}
		context.deadline.check();
		if (data.text.length <= MOST_KEYS) await typeKeys(tab, data.text, context.deadline);
		else await insert(tab, element, data.text);
		// Keys may have sent the form, and its page away.
		if (kind === "number" && (await inPage(element, isUnreadable).catch(() => false)))
			throw numberOnly(data.selector, "text");
	},
});

export const pressKey = command({
	name: "press_key",
	aliases: ["press"],
	origin: "browsr",
	kind: "action",
	summary:
		"Presses a key (Enter, ArrowDown, a) or a combination (Control+a), in an element or where the focus is",
	interacts: true,
	data: { selector: selector.optional(), key: combinationField },
	async run(context, data) {
		const tab = await context.tab();
		if (data.selector !== undefined) {
			const { element } = await locate(context, data.selector, NEEDS.visible);
			await element.focus();
		}
		await pressKeys(tab.page.keyboard, data.key);
	},
});

export const keyDownCommand = command({
	name: "key_down",
	origin: "berth",
	kind: "action",
	summary: "Presses a key and holds it",
	interacts: true,
	data: { key: keyField },
	run: async (context, data) => keyDown((await context.tab()).page.keyboard, data.key),
});

export const keyUpCommand = command({
	name: "key_up",
	origin: "berth",
	kind: "action",
	summary: "Releases a key",
	interacts: true,
	data: { key: keyField },
	run: async (context, data) => keyUp((await context.tab()).page.keyboard, data.key),
});

export const focus = command({
	name: "focus",
	origin: "browsr",
	kind: "action",
	summary: "Gives an element the focus",
	interacts: true,
	data: { selector },
	async run(context, data) {
		const { element } = await locate(context, data.selector, NEEDS.visible);
		await element.focus();
	},
});

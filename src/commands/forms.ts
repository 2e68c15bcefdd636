import { z } from "zod";
import { knownFields } from "../lib/known-fields.ts";
import { command } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { quote } from "./diagnose.ts";
import { fillField } from "./fill.ts";
import { selector, text } from "./fields.ts";
import { inPage } from "./in-page.ts";
import { locate, NEEDS } from "./locate.ts";
import { fieldKind, isChecked, selectOptions } from "./page/field.ts";
import { Refused } from "./refused.ts";

const values = z.array(z.string().max(10_000)).max(1_000);

/** Clicks a box or a switch until it is as wanted, which takes one click or none. */
async function setChecked(context: CommandContext, target: string, wanted: boolean): Promise<void> {
	const { element } = await locate(context, target, NEEDS.attached);
	const before = await inPage(element, isChecked);
	if (before === undefined)
		throw new Refused("element_of_wrong_kind", `${quote(target)} is no checkbox, radio button or switch.`);
	if (before === wanted) return;
	const { tab, point, element: shown } = await locate(context, target, NEEDS.clickable);
	await tab.page.mouse.click(point.x, point.y);
	if ((await inPage(shown, isChecked).catch(() => wanted)) !== wanted)
		throw new Refused("command_failed", `${quote(target)} did not change when it was clicked.`);
}

async function selectIn(
	context: CommandContext,
	target: string,
	wanted: readonly string[],
): Promise<readonly string[]> {
	for (;;) {
		context.deadline.check();
		const { element } = await locate(context, target, NEEDS.enabled);
		const outcome = await inPage(element, selectOptions, wanted);
		if (outcome.kind === "no_select")
			throw new Refused("element_of_wrong_kind", `${quote(target)} is no <select>.`);
		if (outcome.kind === "single")
			throw new Refused("invalid_command_data", `values: ${quote(target)} takes one only.`);
		const [missing] = outcome.missing;
		const [disabled] = outcome.disabled;
		if (missing === undefined && disabled === undefined) return outcome.values;
		// Options often come later than their list.
		if (context.deadline.leftMs <= 100)
			throw missing === undefined
				? new Refused(
						"element_disabled",
						`${quote(target)} has its option ${quote(disabled ?? "")} disabled.`,
					)
				: new Refused("option_not_found", `${quote(target)} has no option ${quote(missing)}.`);
		await context.deadline.pause(100);
	}
}

export const check = command({
	name: "check",
	origin: "browsr",
	kind: "action",
	summary: "Ticks a checkbox, radio button or switch",
	interacts: true,
	data: { selector },
	run: (context, data) => setChecked(context, data.selector, true),
});

export const uncheck = command({
	name: "uncheck",
	origin: "berth",
	kind: "action",
	summary: "Unticks a checkbox or switch",
	interacts: true,
	data: { selector },
	run: (context, data) => setChecked(context, data.selector, false),
});

export const clear = command({
	name: "clear",
	origin: "browsr",
	kind: "action",
	summary: "Empties a field",
	interacts: true,
	data: { selector },
	run: (context, data) => fillField(context, data.selector, ""),
});

export const fill = command({
	name: "fill",
	origin: "berth",
	kind: "action",
	summary: "Sets the value of a field, without key events",
	interacts: true,
	data: { selector, value: text },
	run: (context, data) => fillField(context, data.selector, data.value),
});

export const selectOption = command({
	name: "select_option",
	aliases: ["select"],
	origin: "browsr",
	kind: "action",
	summary: "Selects options of a list, by value or label",
	interacts: true,
	data: { selector, values },
	run: async (context, data) => ({ data: { values: await selectIn(context, data.selector, data.values) } }),
});

const formValue = z.union([text, z.boolean(), values]);

export const fillForm = command({
	name: "fill_form",
	origin: "berth",
	kind: "action",
	summary: "Fills several fields: texts, boxes (true, false), lists (a value, or several)",
	interacts: true,
	data: {
		fields: z
			.array(knownFields({ selector, value: formValue }))
			.min(1)
			.max(100),
	},
	async run(context, data) {
		for (const { selector: target, value } of data.fields) {
			context.deadline.check();
			const { element } = await locate(context, target, NEEDS.attached);
			const kind = await inPage(element, fieldKind);
			if (typeof value === "boolean") await setChecked(context, target, value);
			else if (typeof value !== "string") await selectIn(context, target, value);
			else if (kind === "select") await selectIn(context, target, [value]);
			else await fillField(context, target, value);
		}
		return { data: { filled: data.fields.length } };
	},
});

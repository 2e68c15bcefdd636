import type { ElementHandle } from "@cloudflare/puppeteer";
import type { CommandContext } from "./context.ts";
import { quote } from "./diagnose.ts";
import { inPage } from "./in-page.ts";
import { insert } from "./insert.ts";
import { locate, NEEDS } from "./locate.ts";
import { setValue, type Setting } from "./page/direct.ts";
import { fieldKind, type FieldKind, selectContent } from "./page/field.ts";
import { Refused } from "./refused.ts";

/** A number as HTML writes it. */
const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** Values of fields that are set at once, by the fields' types. */
const EXAMPLES: Readonly<Record<string, string>> = {
	date: "2026-12-31",
	time: "13:45",
	"datetime-local": "2026-12-31T13:45",
	month: "2026-12",
	week: "2026-W52",
	color: "#ff8800",
};

/** Replaces what a field holds, as a paste over all of it would. */
export async function fillField(context: CommandContext, target: string, value: string): Promise<void> {
	const { tab, element } = await locate(context, target, NEEDS.editable);
	const kind = await inPage(element, fieldKind);
	if (kind === "direct") return setDirectly(element, target, "value", value);
	if (kind === "number" && value !== "" && !NUMBER.test(value.trim())) throw numberOnly(target, "value");
	if (kind === "select")
		throw new Refused(
			"element_of_wrong_kind",
			`${quote(target)} is a list to choose from: use select_option.`,
		);
	refuseTextIn(kind, target);
	await inPage(element, selectContent);
	context.deadline.check();
	if (value === "") await tab.page.keyboard.press("Delete");
	else await insert(tab, element, kind === "number" ? value.trim() : value);
}

/** The refusal of what is no number in a field for one, naming the command's own `field`. */
export const numberOnly = (target: string, field: string): Refused =>
	new Refused("invalid_command_data", `${field}: ${quote(target)} takes a number only.`);

/** Sets a field that is not typed into. Refuses what it does not take, naming the command's own `field`. */
export async function setDirectly(
	element: ElementHandle,
	target: string,
	field: string,
	value: string,
): Promise<void> {
	const setting = await inPage(element, setValue, value);
	if (setting.isSet) return;
	throw new Refused("invalid_command_data", `${field}: ${quote(target)} takes ${whatIsTaken(setting)}.`);
}

function whatIsTaken({ type, min, max, step }: Setting): string {
	const example = EXAMPLES[type];
	if (example !== undefined) return `a value such as ${example}`;
	return `numbers from ${min ?? 0} to ${max ?? 100}${step === "any" ? "" : ` in steps of ${step ?? 1}`}`;
}

/** Throws where a field of that kind takes no text. */
export function refuseTextIn(kind: FieldKind, target: string): void {
	switch (kind) {
		case "check":
			throw new Refused("element_of_wrong_kind", `${quote(target)} is a box to tick: use check or uncheck.`);
		case "file":
			throw new Refused("element_of_wrong_kind", `${quote(target)} takes files: use upload_file.`);
		case "none":
			throw new Refused("element_not_editable", `${quote(target)} is no field that takes text.`);
		case "text":
		case "number":
		case "direct":
		case "select":
			return;
	}
}

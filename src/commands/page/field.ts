import type { PageElement, PageWindow } from "./dom.ts";

/** Runs in the page: the focus, and the caret at the end, as after a click behind the last letter. */
export function focusForTyping(node: PageElement): void {
	const page = globalThis as unknown as PageWindow;
	const element = node.localName === "label" ? (node.control ?? node) : node;
	element.focus();
	if (element.isContentEditable) {
		const selection = page.getSelection();
		selection?.selectAllChildren(element);
		selection?.collapseToEnd();
		return;
	}
	const end = element.value?.length ?? 0;
	try {
		element.setSelectionRange?.(end, end);
	} catch {
		// Fields such as those for numbers and e-mail addresses have a caret that can't be set.
	}
}

/** Runs in the page: everything in a field is selected, so that what comes next takes its place. */
export function selectContent(node: PageElement): void {
	const page = globalThis as unknown as PageWindow;
	const element = node.localName === "label" ? (node.control ?? node) : node;
	element.focus();
	if (element.select === undefined) page.getSelection()?.selectAllChildren(element);
	else element.select();
}

/**
 * Runs in the page: puts a text where the selection of a field is; `false` for what is edited but has no value of its
 * own.
 */
export function insertValue(node: PageElement, text: string): boolean {
	const page = globalThis as unknown as PageWindow;
	const element = node.localName === "label" ? (node.control ?? node) : node;
	const { value, selectionStart: start, selectionEnd: end } = element;
	if (value === undefined || start == null || end == null) return false;
	element.value = value.slice(0, start) + text + value.slice(end);
	element.dispatchEvent(new page.Event("input", { bubbles: true, composed: true }));
	element.dispatchEvent(new page.Event("change", { bubbles: true }));
	return true;
}

/** What there is to do to give a field a text. */
export type FieldKind = "text" | "number" | "direct" | "check" | "select" | "file" | "none";

/** Runs in the page. */
export function fieldKind(node: PageElement): FieldKind {
	const element = node.localName === "label" ? (node.control ?? node) : node;
	if (element.localName === "select") return "select";
	if (element.localName === "textarea" || element.isContentEditable) return "text";
	if (element.localName !== "input") return "none";
	const type = element.type ?? "text";
	if (type === "checkbox" || type === "radio") return "check";
	if (type === "file") return "file";
	if (/^(button|submit|reset|image|hidden)$/.test(type)) return "none";
	if (type === "number") return "number";
	return /^(date|time|datetime-local|month|week|color|range)$/.test(type) ? "direct" : "text";
}

/** Runs in the page: whether a field holds what is no value of its type, such as `1-2` for a number. */
export function isUnreadable(node: PageElement): boolean {
	const element = node.localName === "label" ? (node.control ?? node) : node;
	return element.validity?.badInput === true;
}

/** Runs in the page: `undefined` for what can't be checked. */
export function isChecked(node: PageElement): boolean | undefined {
	const element = node.localName === "label" ? (node.control ?? node) : node;
	if (element.localName === "input" && /^(checkbox|radio)$/.test(element.type ?? "")) return element.checked;
	const state = element.getAttribute("aria-checked");
	return state === null ? undefined : state === "true";
}

export interface Selected {
	readonly kind: "selected" | "no_select" | "single";
	/** Values that are of no option. */
	readonly missing: readonly string[];
	/** Values whose options are disabled. */
	readonly disabled: readonly string[];
	/** The values of the options that are selected now. */
	readonly values: readonly string[];
}

/** Runs in the page: selects options by their value, their label or their text. Nothing changes when one is missing or
 * disabled. */
export function selectOptions(node: PageElement, wanted: readonly string[]): Selected {
	const page = globalThis as unknown as PageWindow;
	const element = node.localName === "label" ? (node.control ?? node) : node;
	const nothing = { kind: "selected", missing: [], disabled: [], values: [] } as const;
	if (element.options === undefined) return { ...nothing, kind: "no_select" };
	const options = [...element.options];
	const trimmed = (text: string | null) => (text ?? "").trim().replaceAll(/\s+/g, " ");
	const matches = wanted.map(
		(value) =>
			options.find((option) => option.value === value) ??
			options.find(
				(option) =>
					trimmed(option.label) === trimmed(value) || trimmed(option.textContent) === trimmed(value),
			),
	);
	const missing = wanted.filter((_, index) => matches[index] === undefined);
	if (missing.length > 0) return { ...nothing, missing };
	const disabled = wanted.filter((_, index) => matches[index]?.matches(":disabled") === true);
	if (disabled.length > 0) return { ...nothing, disabled };
	if (matches.length > 1 && element.multiple !== true) return { ...nothing, kind: "single" };
	element.focus();
	for (const option of options) option.selected = matches.includes(option);
	element.dispatchEvent(new page.Event("input", { bubbles: true, composed: true }));
	element.dispatchEvent(new page.Event("change", { bubbles: true }));
	const values = options.filter((option) => option.selected).map((option) => option.value ?? "");
	return { ...nothing, values };
}

/** Runs in the page: selects an option of a closed list. */
export function chooseOption(option: PageElement): void {
	const page = globalThis as unknown as PageWindow;
	const list = option.closest("select");
	if (list === null) return;
	list.focus();
	if (option.selected === true) return;
	option.selected = true;
	list.dispatchEvent(new page.Event("input", { bubbles: true, composed: true }));
	list.dispatchEvent(new page.Event("change", { bubbles: true }));
}

export interface FileContent {
	readonly name: string;
	readonly type: string;
	readonly base64: string;
}

/** Runs in the page: gives a file field its files, made here from their content. */
export function setFiles(
	node: PageElement,
	files: readonly FileContent[],
): "set" | "no_file_field" | "single" {
	const page = globalThis as unknown as PageWindow;
	const element = node.localName === "label" ? (node.control ?? node) : node;
	if (element.localName !== "input" || element.type !== "file") return "no_file_field";
	if (files.length > 1 && element.multiple !== true) return "single";
	const transfer = new page.DataTransfer();
	for (const { name, type, base64 } of files) {
		const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
		transfer.items.add(new page.File([bytes], name, { type }));
	}
	element.files = transfer.files;
	element.dispatchEvent(new page.Event("input", { bubbles: true, composed: true }));
	element.dispatchEvent(new page.Event("change", { bubbles: true }));
	return "set";
}

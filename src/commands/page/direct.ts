import type { PageElement, PageWindow } from "./dom.ts";

export interface Setting {
	readonly isSet: boolean;
	/** Of the field. */
	readonly type: string;
	readonly min: string | null;
	readonly max: string | null;
	readonly step: string | null;
}

/** Runs in the page: sets the value of a field that is not typed into. One that it does not take changes nothing. */
export function setValue(node: PageElement, text: string): Setting {
	const page = globalThis as unknown as PageWindow & {
		readonly CSS: { supports(property: string, value: string): boolean };
	};
	const element = node.localName === "label" ? (node.control ?? node) : node;
	const { type = "text", value: before = "" } = element;
	const wanted = text.trim();

	/** A colour as the field writes it, whatever CSS calls it. */
	const colour = () => {
		const canvas = page.document.createElement("canvas") as PageElement & {
			getContext(kind: "2d"): { fillStyle: string };
		};
		const context = canvas.getContext("2d");
		context.fillStyle = wanted;
		return page.CSS.supports("color", wanted) ? context.fillStyle : undefined;
	};
	const isTaken = () => {
		const after = element.value ?? "";
		if (wanted === "") return true;
		if (type === "color") return after === colour();
		if (type === "range") return Number(after) === Number(wanted);
		// Chrome reads what it can, `2026-02-03 04:05` too, and is left with nothing otherwise.
		return after !== "";
	};
	const limit = (name: string) => element.getAttribute(name)?.slice(0, 40) ?? null;
	const about = { type, min: limit("min"), max: limit("max"), step: limit("step") };

	element.focus();
	element.value = type === "color" ? (colour() ?? wanted) : wanted;
	if (!isTaken()) {
		element.value = before;
		return { isSet: false, ...about };
	}
	element.dispatchEvent(new page.Event("input", { bubbles: true, composed: true }));
	element.dispatchEvent(new page.Event("change", { bubbles: true }));
	return { isSet: true, ...about };
}

import { button, make } from "./make.ts";
import type { Overlay } from "./overlay.ts";
import type { Page } from "./page.ts";
import { pick, type PickerField } from "./remote/look.ts";

/** The person's own picker of dates, times and colours in place of the page's, which Chrome does not show. */
export class Pickers {
	readonly #overlay: Overlay;

	constructor(overlay: Overlay) {
		this.#overlay = overlay;
	}

	/** Lets the person pick for a field that was pressed. */
	open(page: Page, { label, type, value, min, max, step, opens, ...box }: PickerField): void {
		const field = make("input", { type, min, max, step, value, ariaLabel: label === "" ? "Value" : label });
		const give = (isFinal: boolean) => void page.run(pick, field.value, isFinal).catch(() => undefined);
		// A colour is tried out; of the others each one counts.
		field.addEventListener("input", () => give(type !== "color"));
		if (type === "color") field.addEventListener("change", () => give(true));
		field.addEventListener("keydown", ({ key }) => key === "Enter" && this.#overlay.close());
		const done = button("Done", () => this.#overlay.close());
		this.#overlay.show(box, make("div", { className: "picker" }, field, done));
		field.focus();
		// An open picker takes the keys: whoever means to type does not want it.
		if (!opens && !matchMedia("(pointer: coarse)").matches) return;
		try {
			field.showPicker();
		} catch {
			// The press is too long ago; the field opens it itself.
		}
	}
}

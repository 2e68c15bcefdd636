import { make } from "./make.ts";
import type { Overlay } from "./overlay.ts";
import type { Page } from "./page.ts";
import { choose, type SelectBox } from "./remote/look.ts";

/** The list of a select box, which Chrome's picture of a page lacks. */
export class Selects {
	readonly #overlay: Overlay;

	constructor(overlay: Overlay) {
		this.#overlay = overlay;
	}

	/** Lets the person choose in one that was pressed. */
	open(page: Page, select: SelectBox): void {
		const list = make("select", {
			ariaLabel: select.label === "" ? "Options" : select.label,
			size: Math.min(Math.max(select.options.length, 2), 12),
		});
		const groups = new Map<string, HTMLElement>();
		for (const [index, { text, group, isDisabled, isSelected }] of select.options.entries()) {
			const option = make("option", { value: String(index), disabled: isDisabled }, text);
			option.selected = isSelected;
			if (group !== "" && !groups.has(group)) {
				const made = make("optgroup", { label: group });
				groups.set(group, made);
				list.append(made);
			}
			(groups.get(group) ?? list).append(option);
		}
		const take = () => {
			const index = list.value === "" ? -1 : Number(list.value);
			this.#overlay.close();
			if (index >= 0) void page.run(choose, index).catch(() => undefined);
		};
		list.addEventListener("click", (event) => {
			if ((event.target as HTMLElement).tagName === "OPTION") take();
		});
		list.addEventListener("keydown", (event) => {
			if (event.key === "Enter" || event.key === " ") take();
		});
		// A phone shows its own list of a select box, and tells only what was chosen.
		if (matchMedia("(pointer: coarse)").matches) list.addEventListener("change", take);
		this.#overlay.show(select, list);
		list.focus();
	}
}

import { make } from "./make.ts";
import type { Page } from "./page.ts";
import { choose, type SelectBox } from "./remote/look.ts";
import type { Screen } from "./screen.ts";

/** The list of a select box, which Chrome's picture of a page lacks. */
export class Selects {
	readonly element = make("dialog", { className: "options" });
	readonly #screen: Screen;
	readonly #onClosed: () => void;

	constructor(screen: Screen, onClosed: () => void) {
		this.#screen = screen;
		this.#onClosed = onClosed;
		this.element.addEventListener("click", (event) => {
			if (event.target === this.element) this.element.close();
		});
		this.element.addEventListener("close", () => this.#onClosed());
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
			this.element.close();
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
		this.element.replaceChildren(list);
		const { x, y } = this.#screen.whereIs({ x: select.x, y: select.y + select.height });
		this.element.style.left = `${Math.max(0, x)}px`;
		this.element.style.top = `${y}px`;
		this.element.style.minWidth = `${select.width * this.#screen.scale}px`;
		if (!this.element.open) this.element.showModal();
		const excess = this.element.getBoundingClientRect().bottom - innerHeight;
		if (excess > 0) this.element.style.top = `${Math.max(0, y - excess - 4)}px`;
		list.focus();
	}
}

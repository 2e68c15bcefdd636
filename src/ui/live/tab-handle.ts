import { button, make } from "./make.ts";

/** One tab of the strip. */
export class TabHandle {
	readonly element: HTMLElement;
	readonly tabId: string;
	readonly #tab: HTMLButtonElement;
	readonly #close: HTMLButtonElement;

	constructor(tabId: string, onShow: () => void, onClose: () => void) {
		this.tabId = tabId;
		this.#tab = make("button", { id: tabId, type: "button", role: "tab", onclick: onShow });
		this.#tab.addEventListener("auxclick", (event) => event.button === 1 && onClose());
		this.#close = button("Close", onClose, "✕");
		// With a keyboard, Delete closes the tab that has the focus.
		this.#close.tabIndex = -1;
		this.element = make("div", { className: "tab" }, this.#tab, this.#close);
	}

	shows(name: string, url: string, isShown: boolean): void {
		this.#tab.textContent = name;
		this.#tab.title = url;
		this.#tab.tabIndex = isShown ? 0 : -1;
		this.#tab.ariaSelected = String(isShown);
		this.#close.ariaLabel = `Close ${name}`;
		this.#close.title = `Close ${name}`;
	}

	focus(): void {
		this.#tab.focus();
	}
}

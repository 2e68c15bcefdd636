import { button, make } from "./make.ts";
import type { Page } from "./page.ts";

interface History {
	readonly currentIndex: number;
	readonly entries: readonly { readonly id: number }[];
}

/** Where the page is, and the way to another one. */
export class AddressBar {
	readonly element: HTMLFormElement;
	readonly #field = make("input", {
		type: "text",
		inputMode: "url",
		ariaLabel: "Address",
		autocapitalize: "off",
		autocomplete: "off",
		spellcheck: false,
	});
	readonly #back = button("Back", () => void this.#go(-1), "←");
	readonly #forward = button("Forward", () => void this.#go(1), "→");
	readonly #page: () => Page | undefined;
	readonly #tell: (text: string) => void;

	constructor(page: () => Page | undefined, tell: (text: string) => void) {
		this.#page = page;
		this.#tell = tell;
		const reload = button("Reload", () => this.#page()?.post("Page.reload"), "⟳");
		this.element = make(
			"form",
			{
				className: "address-bar",
				onsubmit: (event) => {
					event.preventDefault();
					void this.#navigate();
				},
			},
			this.#back,
			this.#forward,
			reload,
			this.#field,
		);
		this.#field.addEventListener("focus", () => this.#field.select());
	}

	/** The page that is shown is here now. */
	shows(url: string): void {
		if (document.activeElement !== this.#field) this.#field.value = url;
		void this.#look();
	}

	async #look(): Promise<void> {
		const history = await this.#history();
		this.#back.disabled = history === undefined || history.currentIndex <= 0;
		this.#forward.disabled = history === undefined || history.currentIndex >= history.entries.length - 1;
	}

	async #history(): Promise<History | undefined> {
		return this.#page()
			?.send<History>("Page.getNavigationHistory")
			.catch(() => undefined);
	}

	async #go(step: -1 | 1): Promise<void> {
		const history = await this.#history();
		const entry = history?.entries[history.currentIndex + step];
		if (entry !== undefined) this.#page()?.post("Page.navigateToHistoryEntry", { entryId: entry.id });
	}

	async #navigate(): Promise<void> {
		const text = this.#field.value.trim();
		if (text === "") return;
		this.#field.blur();
		const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text);
		const isLocal = /^(localhost|127\.|\[::1\])/.test(text);
		const url = hasScheme ? text : `${isLocal ? "http" : "https"}://${text}`;
		try {
			const answer = await this.#page()?.send<{ errorText?: string }>("Page.navigate", { url });
			if (answer?.errorText !== undefined) this.#tell(`${url}: ${answer.errorText}`);
		} catch (fault) {
			this.#tell(fault instanceof Error ? fault.message : "There is no such address.");
		}
	}
}

/** The bar above DevTools; there is none while it has nothing to say. */
export class Notice {
	readonly element = document.createElement("header");
	/** Read out when it changes, which a banner itself may not be. */
	readonly #words = document.createElement("div");
	readonly #standing: readonly Node[];

	/** `standing`: what is true throughout, in a word and in a sentence. */
	constructor(standing?: { readonly word: string; readonly sentence: string }) {
		this.element.className = "notice";
		this.#words.role = "status";
		this.element.append(this.#words);
		this.#standing =
			standing === undefined
				? []
				: [elementOf("strong", standing.word), elementOf("span", standing.sentence)];
		this.clear();
	}

	clear(): void {
		delete this.element.dataset["state"];
		this.#show(this.#standing);
	}

	/** Says why there is no connection any more; with a button where connecting again may help. */
	ended(text: string, connect?: () => void): void {
		this.element.dataset["state"] = "ended";
		const parts: HTMLElement[] = [elementOf("span", text)];
		if (connect !== undefined) {
			const button = elementOf("button", "Connect again");
			button.addEventListener("click", connect);
			parts.push(button);
		}
		this.#show(parts);
	}

	#show(parts: readonly Node[]): void {
		this.#words.replaceChildren(...parts);
		this.element.hidden = parts.length === 0;
	}
}

/** What the page shows, with a heading for those who do not see that. */
export function mainOf(heading: string, ...parts: readonly Node[]): HTMLElement {
	const main = document.createElement("main");
	const title = elementOf("h1", heading);
	title.className = "unseen";
	main.append(title, ...parts);
	return main;
}

function elementOf(name: "strong" | "span" | "button" | "h1", text: string): HTMLElement {
	const element = document.createElement(name);
	element.textContent = text;
	return element;
}

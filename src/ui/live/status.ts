import { make } from "./make.ts";

/** How the view is, in a word, and where the page is. */
export class Status {
	readonly element = make("span", { id: "state", role: "status" }, "Connecting…");
	readonly address = make("span", { id: "address" });
	readonly #isReadonly: boolean;

	constructor(isReadonly: boolean) {
		this.#isReadonly = isReadonly;
	}

	live(): void {
		this.#show("live", this.#isReadonly ? "Watching only" : "Live");
	}

	reconnecting(text: string): void {
		this.#show("lost", "Reconnecting…");
		this.element.title = text;
	}

	ended(text: string): void {
		this.#show("ended", text);
	}

	#show(state: "live" | "lost" | "ended", text: string): void {
		this.element.dataset["state"] = state;
		this.element.title = "";
		this.element.textContent = text;
	}
}

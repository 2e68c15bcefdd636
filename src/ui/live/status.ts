import type { Ending } from "../view/why-closed.ts";
import { make } from "./make.ts";

const WORDS: Readonly<Record<Ending["over"], string>> = {
	link: "No access",
	session: "Ended",
	tab: "Closed",
	nothing: "Stopped",
};

/** How the view is, in a word, and where the page is. */
export class Status {
	readonly element = make("span", { id: "state", role: "status" }, "Connecting…");
	readonly address = make("span", { id: "address" });
	readonly #isReadonly: boolean;

	constructor(isReadonly: boolean) {
		this.#isReadonly = isReadonly;
	}

	connecting(): void {
		this.#show("connecting", "Connecting…");
	}

	live(): void {
		this.#show("live", this.#isReadonly ? "Watching only" : "Live");
	}

	reconnecting(text: string): void {
		this.#show("lost", "Reconnecting…");
		this.element.title = text;
	}

	/** Why is said where the picture was. */
	ended(over: Ending["over"]): void {
		this.#show("ended", WORDS[over]);
	}

	#show(state: "connecting" | "live" | "lost" | "ended", text: string): void {
		this.element.dataset["state"] = state;
		this.element.title = "";
		this.element.textContent = text;
	}
}

import { button, make } from "./make.ts";

/** Says that there is nothing to be seen any more, and why. */
export class Ended {
	readonly element = make("div", { className: "ended", role: "alert", hidden: true });

	show(text: string): void {
		const [, reason, sentence] = /^([A-Z]\w+): (.+)$/.exec(text) ?? [];
		this.element.replaceChildren(
			make(
				"div",
				{ className: "card" },
				make("h1", {}, reason === undefined ? "The live view has ended" : "The session has ended"),
				make("p", {}, sentence ?? text),
				...(reason === undefined ? [] : [make("p", { className: "quiet" }, reason)]),
				...(reason === undefined ? [button("Try again", () => location.reload())] : []),
			),
		);
		this.element.hidden = false;
	}
}

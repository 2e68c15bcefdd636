import { ASK_FOR_LINK, type Ending } from "../view/why-closed.ts";
import { button, make } from "./make.ts";

/** With the close reason and its sentence, from a close frame or from the answer to a new try. */
const SESSION_ENDED = /^This session has ended[.:] (\w+)[:.] (.+)$/;

const HEADINGS: Readonly<Record<Ending["over"], string>> = {
	link: "This link no longer works",
	session: "The session has ended",
	tab: "There is nothing to show",
	nothing: "The live view has stopped",
};

/** Says that there is nothing to be seen any more, and why. */
export class Ended {
	readonly element = make("div", { className: "ended", role: "alert", hidden: true });

	show({ text, over }: Pick<Ending, "text" | "over">): void {
		const [, reason, sentence] = SESSION_ENDED.exec(text) ?? [];
		const more = {
			link: () => make("p", {}, ASK_FOR_LINK),
			session: () => (reason === undefined ? "" : make("p", { className: "quiet" }, reason)),
			tab: () => "",
			nothing: () => button("Try again", () => location.reload()),
		}[over]();
		this.element.replaceChildren(
			make(
				"div",
				{ className: "card" },
				make("h1", {}, HEADINGS[over]),
				make("p", {}, sentence ?? text),
				more,
			),
		);
		this.element.hidden = false;
	}
}

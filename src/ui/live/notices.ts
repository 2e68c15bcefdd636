import { button, make } from "./make.ts";

const SHOWN_MS = 8_000;

/** What the person should know and need not answer, each for a while. */
export class Notices {
	readonly element = make("div", { className: "notices", role: "status" });

	/** `key`: a later one of the same takes its place. */
	tell(text: string, key = text): void {
		this.clear(key);
		const notice = make("p", {}, text);
		notice.dataset["key"] = key;
		notice.append(button("Dismiss", () => notice.remove(), "✕"));
		this.element.append(notice);
		setTimeout(() => notice.remove(), SHOWN_MS);
	}

	clear(key: string): void {
		for (const notice of this.element.querySelectorAll("p"))
			if (notice.dataset["key"] === key) notice.remove();
	}
}

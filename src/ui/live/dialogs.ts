import { button, make } from "./make.ts";
import type { Page } from "./page.ts";

interface Opening {
	readonly type: string;
	readonly message: string;
	readonly defaultPrompt?: string;
	readonly url: string;
}

/** What takes the answer: Chrome, or Berth for a dialog that was open before. */
type Taker = "Page.handleJavaScriptDialog" | "Cloudflare.handleDialog";

const LEAVE = "Leave this page? What you have entered may be lost.";

/** Shows the dialogs of a page's scripts, and answers them as the person does. */
export class Dialogs {
	readonly element = make("dialog", { className: "card" });
	readonly #onClosed: () => void;
	#answer: (accept: boolean) => void = () => {};
	/** Asks for the dialog that was open before, and is stale once there is news. */
	#before: Promise<unknown> | undefined;

	constructor(onClosed: () => void) {
		this.#onClosed = onClosed;
		this.element.addEventListener("cancel", (event) => {
			event.preventDefault();
			this.#answer(false);
		});
	}

	get isOpen(): boolean {
		return this.element.open;
	}

	/** Shows this page's from now on, and one that is open already. */
	watch(page: Page, isReadonly: boolean): void {
		this.#hide();
		const before = page.send<Opening & { open: boolean }>("Cloudflare.getDialog");
		this.#before = before;
		page.on("Page.javascriptDialogOpening", (opening: Opening) => {
			this.#before = undefined;
			this.#show(page, "Page.handleJavaScriptDialog", opening, isReadonly);
		});
		page.on("Page.javascriptDialogClosed", () => {
			this.#before = undefined;
			this.#hide();
		});
		const show = (opening: Opening & { open: boolean }) =>
			opening.open &&
			before === this.#before &&
			this.#show(page, "Cloudflare.handleDialog", opening, isReadonly);
		before.then(show).catch(() => undefined);
	}

	#show(page: Page, taker: Taker, { type, message, defaultPrompt, url }: Opening, isReadonly: boolean): void {
		const field = make("input", { value: defaultPrompt ?? "", ariaLabel: "Answer" });
		const isQuestion = type !== "alert";
		this.#answer = (accept) => {
			if (isReadonly) return;
			page.post(taker, {
				accept,
				...(type === "prompt" && { promptText: field.value }),
			});
			this.#hide();
		};
		const form = make(
			"form",
			{
				method: "dialog",
				onsubmit: (event) => {
					event.preventDefault();
					this.#answer(true);
				},
			},
			make("h2", {}, `${originOf(url)} says`),
			make("p", { className: "message", tabIndex: 0 }, type === "beforeunload" ? LEAVE : message),
			...(type === "prompt" ? [field] : []),
			make(
				"div",
				{ className: "buttons" },
				...(isQuestion ? [button("Cancel", () => this.#answer(false))] : []),
				make("button", { className: "primary" }, type === "beforeunload" ? "Leave" : "OK"),
			),
		);
		if (isReadonly) form.querySelector(".buttons")?.replaceChildren("Watching only: others may answer it.");
		this.element.replaceChildren(form);
		if (!this.element.open) this.element.showModal();
		form.querySelector<HTMLElement>(type === "prompt" ? "input" : ".primary")?.focus();
	}

	#hide(): void {
		if (!this.element.open) return;
		this.element.close();
		this.#onClosed();
	}
}

function originOf(url: string): string {
	const { host = "" } = URL.parse(url) ?? {};
	return host === "" ? "The page" : host;
}

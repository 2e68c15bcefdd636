import { copySelection } from "./clipboard.ts";
import { InOrder } from "./in-order.ts";
import { Keyboard } from "./keyboard.ts";
import { Overlay } from "./overlay.ts";
import type { Page } from "./page.ts";
import { Pickers } from "./pickers.ts";
import { Pointer } from "./pointer.ts";
import type { Control } from "./remote/look.ts";
import type { Screen } from "./screen.ts";
import { Selects } from "./selects.ts";
import { Touch } from "./touch.ts";
import { Under } from "./under.ts";

const CANT_COPY = "Your browser does not let this page copy: it needs https and your leave.";

export interface HandsParts {
	readonly screen: Screen;
	readonly page: () => Page | undefined;
	readonly tell: (text: string) => void;
	readonly onLeave: () => void;
}

/** Everything with which a person acts on the page: mouse, fingers, keyboard, clipboard. */
export class Hands {
	readonly keyboard: Keyboard;
	readonly overlay: Overlay;
	readonly #pointer: Pointer;

	constructor({ screen, page, tell, onLeave }: HandsParts) {
		const order = new InOrder();
		this.keyboard = new Keyboard({
			order,
			page,
			onLeave,
			onPaste: (text) => this.keyboard.insert(text),
			onCopy: () => {
				const shown = page();
				if (shown === undefined) return;
				const { read, done } = copySelection(shown);
				// What is cut has to be read first.
				order.do(() => read.then(() => undefined));
				void done.then((isCopied) => isCopied || tell(CANT_COPY));
			},
		});
		const under = new Under(page, (cursor) => {
			screen.canvas.style.cursor = cursor;
		});
		this.overlay = new Overlay(screen, () => {
			under.forget();
			this.ready();
		});
		const selects = new Selects(this.overlay);
		const pickers = new Pickers(this.overlay);
		const parts = {
			screen,
			under,
			order,
			page,
			onPress: () => this.keyboard.focus(),
			onControl: (control: Control) => {
				const shown = page();
				if (shown === undefined) return;
				if (control.kind === "select") selects.open(shown, control);
				else pickers.open(shown, control);
			},
		};
		this.#pointer = new Pointer(parts);
		this.#pointer.listen();
		new Touch({
			...parts,
			onTap: (isEditable) => (isEditable ? this.keyboard.focus() : this.keyboard.element.blur()),
		}).listen();
	}

	/** Acts on this page from now on. */
	watch(page: Page): void {
		this.#pointer.watch(page);
	}

	/** The person is to act now; an on-screen keyboard would cover half of the page. */
	ready(): void {
		if (!matchMedia("(pointer: coarse)").matches) this.keyboard.focus();
	}
}

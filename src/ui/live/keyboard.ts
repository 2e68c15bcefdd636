import type { InOrder } from "./in-order.ts";
import { make } from "./make.ts";
import { isShortcut, modifiersOf } from "./modifiers.ts";
import type { Page } from "./page.ts";

export interface KeyboardParts {
	readonly order: InOrder;
	/** The page that takes the person's input. */
	readonly page: () => Page | undefined;
	/** What is selected is to be copied; called before the page learns of the key. */
	readonly onCopy: () => void;
	readonly onPaste: (text: string) => void;
	/** The person wants to leave the page with the keyboard. */
	readonly onLeave: () => void;
}

/** What an editor does on a shortcut, in Chrome's words: keys of a protocol are no keys of a system that would know. */
const EDITING: Readonly<Record<string, string>> = {
	a: "selectAll",
	c: "copy",
	x: "cut",
	z: "undo",
	y: "redo",
};

/** What an on-screen keyboard tells of only as a change of text. */
const INPUT_KEYS: Readonly<Record<string, readonly [key: string, code: number]>> = {
	deleteContentBackward: ["Backspace", 8],
	deleteContentForward: ["Delete", 46],
	insertLineBreak: ["Enter", 13],
	insertParagraph: ["Enter", 13],
};

/**
 * Sends on what is typed. A hidden field has the focus for the picture: so dead keys, input methods, on-screen
 * keyboards and the clipboard work as everywhere.
 */
export class Keyboard {
	readonly element = make("textarea", {
		className: "keys",
		autocapitalize: "off",
		autocomplete: "off",
		spellcheck: false,
	});
	readonly #parts: KeyboardParts;
	/** Keys that are down, so that none stays down when the window loses the focus. */
	readonly #down = new Map<string, KeyboardEvent>();

	constructor(parts: KeyboardParts) {
		this.#parts = parts;
		const field = this.element;
		field.ariaLabel = "The page, live: what you type goes there. Control+M leaves it.";
		field.setAttribute("autocorrect", "off");
		field.addEventListener("keydown", (event) => this.#pressed(event));
		field.addEventListener("keyup", (event) => this.#released(event));
		field.addEventListener("input", (event) => this.#input(event));
		field.addEventListener("compositionupdate", ({ data }) => this.#compose(data));
		field.addEventListener("compositionend", ({ data }) => {
			field.value = "";
			this.#insert(data, true);
		});
		field.addEventListener("paste", (event) => {
			event.preventDefault();
			parts.onPaste(event.clipboardData?.getData("text/plain") ?? "");
		});
		field.addEventListener("blur", () => this.#releaseAll());
	}

	focus(): void {
		this.element.focus({ preventScroll: true });
	}

	/** Types a text as a whole. */
	insert(text: string): void {
		this.#insert(text);
	}

	#pressed(event: KeyboardEvent): void {
		// A key that an input method or a dead key is still busy with has no meaning yet.
		if (event.isComposing || codeOf(event) === 229 || event.key === "Dead") return;
		if (event.code === "KeyM" && event.ctrlKey && !event.shiftKey && !event.altKey) {
			event.preventDefault();
			this.#parts.onLeave();
			return;
		}
		const letter = isShortcut(event) ? event.key.toLowerCase() : "";
		// The clipboard's own event tells what is pasted.
		if (letter === "v") return;
		event.preventDefault();
		if (letter === "c" || letter === "x") this.#parts.onCopy();
		this.#down.set(event.code, event);
		const commands = letter === "z" && event.shiftKey ? ["redo"] : [EDITING[letter] ?? []].flat();
		const text = textOf(event);
		const type = text === "" ? "rawKeyDown" : "keyDown";
		this.#send({ type, text, unmodifiedText: text, commands, autoRepeat: event.repeat }, event);
	}

	#released(event: KeyboardEvent): void {
		if (!this.#down.delete(event.code)) return;
		event.preventDefault();
		this.#send({ type: "keyUp" }, event);
	}

	#releaseAll(): void {
		for (const event of this.#down.values()) this.#send({ type: "keyUp" }, event);
		this.#down.clear();
	}

	#input(event: InputEvent): void {
		if (event.isComposing || event.inputType === "insertCompositionText") return;
		const [key, keyCode] = INPUT_KEYS[event.inputType] ?? [];
		if (key !== undefined) {
			const text = key === "Enter" ? "\r" : "";
			this.#post("Input.dispatchKeyEvent", {
				type: text === "" ? "rawKeyDown" : "keyDown",
				key,
				code: key,
				windowsVirtualKeyCode: keyCode,
				text,
			});
			this.#post("Input.dispatchKeyEvent", { type: "keyUp", key, code: key, windowsVirtualKeyCode: keyCode });
		} else this.#insert(event.data ?? "");
		this.element.value = "";
	}

	#compose(text: string): void {
		const end = text.length;
		this.#post("Input.imeSetComposition", { text, selectionStart: end, selectionEnd: end });
	}

	#insert(text: string, endsComposition = false): void {
		if (text !== "") this.#post("Input.insertText", { text });
		else if (endsComposition) this.#compose("");
	}

	#send(what: object, event: KeyboardEvent): void {
		this.#post("Input.dispatchKeyEvent", {
			...what,
			key: event.key,
			code: event.code,
			windowsVirtualKeyCode: codeOf(event),
			modifiers: modifiersOf(event),
			location: event.location === 3 ? 0 : event.location,
			isKeypad: event.location === 3,
		});
	}

	#post(method: string, params: object): void {
		const page = this.#parts.page();
		this.#parts.order.do(() => page?.post(method, params));
	}
}

/** The number that CDP knows a key by; 229 for one that an input method has taken. Nothing else has it. */
// oxlint-disable-next-line typescript/no-deprecated
const codeOf = (event: KeyboardEvent): number => event.keyCode;

/** The text that a key makes, if it makes any: AltGr is Control and Alt on some systems. */
function textOf(event: KeyboardEvent): string {
	if (event.key === "Enter") return "\r";
	// Names of keys are words.
	const isText = !/^\w\w/.test(event.key);
	const isCommand = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
	return isText && !isCommand ? event.key : "";
}

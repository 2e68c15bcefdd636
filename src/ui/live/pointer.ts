import { Drag, type Place } from "./drag.ts";
import type { InOrder } from "./in-order.ts";
import { modifiersOf } from "./modifiers.ts";
import type { Page } from "./page.ts";
import type { Control } from "./remote/look.ts";
import type { Screen } from "./screen.ts";
import type { Under } from "./under.ts";

export interface PointerParts {
	readonly screen: Screen;
	readonly under: Under;
	readonly order: InOrder;
	/** The page that takes the person's input. */
	readonly page: () => Page | undefined;
	/** A press is on what opens something that Chrome's picture does not show. */
	readonly onControl: (control: Control) => void;
	/** The person wants to type from now on. */
	readonly onPress: () => void;
}

const BUTTONS = ["left", "middle", "right", "back", "forward"] as const;
/** The same as bits of `buttons`, by what a move with several of them is of. */
const HELD = [
	[1, "left"],
	[2, "right"],
	[4, "middle"],
	[8, "back"],
	[16, "forward"],
] as const;
/** Wheels that count in lines or pages, in CSS pixels. */
const WHEEL_UNIT = [1, 32, 600] as const;

/** Sends on what a mouse does over the picture. */
export class Pointer {
	readonly #parts: PointerParts;
	readonly #drag: Drag;
	/** The press that such a control has taken. */
	#isTaken = false;
	#moved: MouseEvent | undefined;
	#wheel: { event: WheelEvent; x: number; y: number } | undefined;

	constructor(parts: PointerParts) {
		this.#parts = parts;
		this.#drag = new Drag(parts.page);
	}

	listen(): void {
		const { canvas } = this.#parts.screen;
		canvas.addEventListener("pointerdown", (event) => {
			if (event.pointerType === "mouse") canvas.setPointerCapture(event.pointerId);
		});
		canvas.addEventListener("mousedown", (event) => this.#press(event));
		canvas.addEventListener("mouseup", (event) => this.#release(event));
		canvas.addEventListener("mousemove", (event) => this.#move(event));
		canvas.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
		for (const unwanted of ["contextmenu", "dragstart", "auxclick"] as const)
			canvas.addEventListener(unwanted, (event) => event.preventDefault());
	}

	/** Acts on this page from now on. */
	watch(page: Page): void {
		this.#drag.watch(page);
	}

	#press(event: MouseEvent): void {
		event.preventDefault();
		const { order, under, screen, onControl, onPress } = this.#parts;
		onPress();
		this.#flushMove();
		order.do(async () => {
			const look = event.button === 0 ? await under.at(screen.pointAt(event)) : undefined;
			this.#isTaken = look?.control !== undefined;
			if (look?.control !== undefined) return onControl(look.control);
			if (event.button === 0) this.#drag.pressed();
			this.#post("mousePressed", event);
		});
	}

	#release(event: MouseEvent): void {
		event.preventDefault();
		this.#flushMove();
		this.#parts.order.do(() => {
			if (this.#isTaken) this.#isTaken = false;
			else if (event.button !== 0) this.#post("mouseReleased", event);
			else this.#drag.released(this.#drop(event), () => this.#send("mouseReleased", event));
		});
	}

	#move(event: MouseEvent): void {
		this.#parts.under.moved(this.#parts.screen.pointAt(event));
		if (this.#moved === undefined) requestAnimationFrame(() => this.#flushMove());
		this.#moved = event;
	}

	/** Moves are sent once a picture; a press comes after the move to it. */
	#flushMove(): void {
		const event = this.#moved;
		this.#moved = undefined;
		if (event === undefined) return;
		this.#parts.order.do(() => {
			if (!this.#drag.moved(this.#drop(event))) this.#post("mouseMoved", event);
		});
	}

	#turn(event: WheelEvent): void {
		event.preventDefault();
		if (this.#wheel === undefined) requestAnimationFrame(() => this.#flushWheel());
		const { x, y } = this.#wheel ?? { x: 0, y: 0 };
		const unit = WHEEL_UNIT[event.deltaMode] ?? 1;
		this.#wheel = { event, x: x + event.deltaX * unit, y: y + event.deltaY * unit };
	}

	#flushWheel(): void {
		if (this.#wheel === undefined) return;
		const { event, x, y } = this.#wheel;
		this.#wheel = undefined;
		this.#parts.order.do(() => this.#post("mouseWheel", event, { deltaX: x, deltaY: y }));
	}

	/** Where what is dragged would be dropped. */
	#drop(event: MouseEvent): Place {
		return { ...this.#parts.screen.pointAt(event), modifiers: modifiersOf(event) };
	}

	#post(type: string, event: MouseEvent, more?: object): void {
		this.#send(type, event, more).catch(() => undefined);
	}

	/** Resolves when the page has seen it; rejects when it won't. */
	async #send(type: string, event: MouseEvent, more: object = {}): Promise<void> {
		const page = this.#parts.page();
		if (page === undefined) throw new Error("There is no page.");
		const isButton = type === "mousePressed" || type === "mouseReleased";
		// A move with none is to Chrome one that selects and drags nothing.
		const [, held = "none"] = HELD.find(([bit]) => (event.buttons & bit) !== 0) ?? [];
		await page.send("Input.dispatchMouseEvent", {
			type,
			...this.#parts.screen.pointAt(event),
			modifiers: modifiersOf(event),
			button: isButton ? (BUTTONS[event.button] ?? "none") : held,
			buttons: event.buttons,
			clickCount: isButton ? Math.max(1, event.detail) : 0,
			pointerType: "mouse",
			...more,
		});
	}
}

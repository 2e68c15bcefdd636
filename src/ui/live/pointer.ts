import type { InOrder } from "./in-order.ts";
import { modifiersOf } from "./modifiers.ts";
import type { Page } from "./page.ts";
import type { SelectBox } from "./remote/look.ts";
import type { Screen } from "./screen.ts";
import type { Under } from "./under.ts";

export interface PointerParts {
	readonly screen: Screen;
	readonly under: Under;
	readonly order: InOrder;
	/** The page that takes the person's input. */
	readonly page: () => Page | undefined;
	/** A press is on a select box, whose list Chrome's picture does not show. */
	readonly onSelect: (select: SelectBox) => void;
	/** The person wants to type from now on. */
	readonly onPress: () => void;
}

const BUTTONS = ["left", "middle", "right", "back", "forward"] as const;
/** Wheels that count in lines or pages, in CSS pixels. */
const WHEEL_UNIT = [1, 32, 600] as const;

/** Sends on what a mouse does over the picture. */
export class Pointer {
	readonly #parts: PointerParts;
	/** The press that a select box has taken. */
	#isTaken = false;
	#moved: MouseEvent | undefined;
	#wheel: { event: WheelEvent; x: number; y: number } | undefined;

	constructor(parts: PointerParts) {
		this.#parts = parts;
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

	#press(event: MouseEvent): void {
		event.preventDefault();
		const { order, under, screen, onSelect, onPress } = this.#parts;
		onPress();
		this.#flushMove();
		order.do(async () => {
			const look = event.button === 0 ? await under.at(screen.pointAt(event)) : undefined;
			this.#isTaken = look?.select !== undefined;
			if (look?.select === undefined) this.#send("mousePressed", event);
			else onSelect(look.select);
		});
	}

	#release(event: MouseEvent): void {
		event.preventDefault();
		this.#flushMove();
		this.#parts.order.do(() => {
			if (!this.#isTaken) this.#send("mouseReleased", event);
			this.#isTaken = false;
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
		if (event !== undefined) this.#parts.order.do(() => this.#send("mouseMoved", event));
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
		this.#parts.order.do(() => this.#send("mouseWheel", event, { deltaX: x, deltaY: y }));
	}

	#send(type: string, event: MouseEvent, more: object = {}): void {
		const isButton = type === "mousePressed" || type === "mouseReleased";
		this.#parts.page()?.post("Input.dispatchMouseEvent", {
			type,
			...this.#parts.screen.pointAt(event),
			modifiers: modifiersOf(event),
			button: isButton ? (BUTTONS[event.button] ?? "none") : "none",
			buttons: event.buttons,
			clickCount: isButton ? Math.max(1, event.detail) : 0,
			pointerType: "mouse",
			...more,
		});
	}
}

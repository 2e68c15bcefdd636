import { modifiersOf } from "./modifiers.ts";
import type { PointerParts } from "./pointer.ts";

interface Finger {
	readonly x: number;
	readonly y: number;
	readonly id: number;
}

/** How far a finger may move, in CSS pixels of the window, and still tap. */
const TAP_LENGTH = 10;

/** Sends on what fingers and pens do over the picture. */
export class Touch {
	readonly #parts: PointerParts & { readonly onTap: (isEditable: boolean) => void };
	readonly #fingers = new Map<number, Finger>();
	#start: PointerEvent | undefined;
	#isTaken = false;
	#isEditable = false;
	#isMoving = false;

	constructor(parts: PointerParts & { readonly onTap: (isEditable: boolean) => void }) {
		this.#parts = parts;
	}

	listen(): void {
		const { canvas } = this.#parts.screen;
		const on = (name: "pointerdown" | "pointermove" | "pointerup" | "pointercancel") =>
			canvas.addEventListener(name, (event) => {
				if (event.pointerType === "mouse") return;
				// No mouse is to be made of it: the browser of the session does that.
				event.preventDefault();
				this.#handle(name, event);
			});
		on("pointerdown");
		on("pointermove");
		on("pointerup");
		on("pointercancel");
		// Without it a tap would end as a click, and take the focus from the keyboard.
		canvas.addEventListener("touchend", (event) => event.cancelable && event.preventDefault(), {
			passive: false,
		});
	}

	#handle(name: "pointerdown" | "pointermove" | "pointerup" | "pointercancel", event: PointerEvent): void {
		if (name === "pointerdown") this.#down(event);
		else if (!this.#fingers.has(event.pointerId)) return;
		else if (name === "pointermove") this.#move(event);
		else if (name === "pointerup") this.#up(event);
		else this.#cancel(event);
	}

	#down(event: PointerEvent): void {
		const { order, under, screen, onControl } = this.#parts;
		const isFirst = this.#fingers.size === 0;
		this.#fingers.set(event.pointerId, { ...screen.pointAt(event), id: event.pointerId });
		if (isFirst) this.#start = event;
		const fingers = [...this.#fingers.values()];
		order.do(async () => {
			if (isFirst) {
				const look = await under.at(screen.pointAt(event));
				this.#isTaken = look.control !== undefined;
				this.#isEditable = look.isEditable;
				if (look.control !== undefined) onControl(look.control);
			}
			this.#send("touchStart", fingers, event);
		});
	}

	#move(event: PointerEvent): void {
		this.#fingers.set(event.pointerId, { ...this.#parts.screen.pointAt(event), id: event.pointerId });
		if (this.#isMoving) return;
		this.#isMoving = true;
		requestAnimationFrame(() => {
			this.#isMoving = false;
			const fingers = [...this.#fingers.values()];
			if (fingers.length > 0) this.#parts.order.do(() => this.#send("touchMove", fingers, event));
		});
	}

	#up(event: PointerEvent): void {
		this.#fingers.delete(event.pointerId);
		const fingers = [...this.#fingers.values()];
		this.#parts.order.do(() => this.#send("touchEnd", fingers, event));
		const start = this.#start;
		const length = start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
		if (fingers.length === 0 && length !== undefined && length < TAP_LENGTH && !this.#isTaken)
			this.#parts.onTap(this.#isEditable);
	}

	#cancel(event: PointerEvent): void {
		this.#fingers.clear();
		this.#parts.order.do(() => this.#send("touchCancel", [], event));
	}

	#send(type: string, touchPoints: readonly Finger[], event: PointerEvent): void {
		if (this.#isTaken) return;
		this.#parts
			.page()
			?.post("Input.dispatchTouchEvent", { type, touchPoints, modifiers: modifiersOf(event) });
	}
}

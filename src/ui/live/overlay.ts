import { make } from "./make.ts";
import type { Screen } from "./screen.ts";

interface Box {
	/** In CSS pixels of the page. */
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** What belongs to a place of the page and is not in Chrome's picture of it; a press beside it closes it. */
export class Overlay {
	readonly element = make("dialog", { className: "options" });
	readonly #screen: Screen;

	constructor(screen: Screen, onClosed: () => void) {
		this.#screen = screen;
		this.element.addEventListener("click", (event) => {
			if (event.target === this.element) this.element.close();
		});
		this.element.addEventListener("close", onClosed);
	}

	/** Below that box, or where there is room. */
	show({ x, y, width, height }: Box, ...contents: readonly HTMLElement[]): void {
		this.element.replaceChildren(...contents);
		const { x: left, y: top } = this.#screen.whereIs({ x, y: y + height });
		const { style } = this.element;
		style.left = `${Math.max(0, left)}px`;
		style.top = `${top}px`;
		style.minWidth = `${width * this.#screen.scale}px`;
		if (!this.element.open) this.element.showModal();
		const { right, bottom } = this.element.getBoundingClientRect();
		if (right > innerWidth) style.left = `${Math.max(0, left - (right - innerWidth) - 4)}px`;
		if (bottom > innerHeight) style.top = `${Math.max(0, top - (bottom - innerHeight) - 4)}px`;
	}

	close(): void {
		this.element.close();
	}
}

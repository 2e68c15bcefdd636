import { button } from "./make.ts";
import type { Page } from "./page.ts";
import type { Screen } from "./screen.ts";

const PATIENCE_MS = 250;

/** Makes the page as large as the window while the person wants that; every client sees it so, until it is undone. */
export class Fit {
	readonly element = button("Fit the page to the window", () => this.#toggle(), "⤢");
	readonly #screen: Screen;
	readonly #page: () => Page | undefined;
	#timer = 0;
	#isOn = false;

	constructor(screen: Screen, page: () => Page | undefined) {
		this.#screen = screen;
		this.#page = page;
		this.element.ariaPressed = "false";
		new ResizeObserver(() => {
			clearTimeout(this.#timer);
			if (this.#isOn) this.#timer = setTimeout(() => this.apply(), PATIENCE_MS);
		}).observe(screen.element);
	}

	/** Does so with the page that is shown now. */
	apply(): void {
		if (!this.#isOn) return;
		const { width, height } = this.#screen.room;
		const size = { width: Math.round(width), height: Math.round(height) };
		// 0: the density stays what it is.
		this.#page()?.post("Emulation.setDeviceMetricsOverride", {
			...size,
			deviceScaleFactor: 0,
			mobile: false,
		});
	}

	#toggle(): void {
		this.#isOn = !this.#isOn;
		this.element.ariaPressed = String(this.#isOn);
		if (this.#isOn) this.apply();
		else this.#page()?.post("Emulation.clearDeviceMetricsOverride");
	}
}

import type { Page } from "./page.ts";
import type { Point } from "./screen.ts";

export interface Place extends Point {
	/** Keys that are held, in CDP's bits. */
	readonly modifiers: number;
}

interface Carried {
	readonly page: Page;
	/** What a page gives with a drag, in CDP's form. */
	readonly data: object;
}

const INTERCEPT = "Input.setInterceptDrags";
const DISPATCH = "Input.dispatchDragEvent";
const NOTHING = { items: [], dragOperationsMask: 0 };

/**
 * Drags what a page lets be dragged. Chrome would hand it to a desktop that a headless one does not have, and the page
 * would wait for its end forever: it is taken over here, while a person's button is down and not for other clients.
 */
export class Drag {
	readonly #page: () => Page | undefined;
	#carried: Carried | undefined;
	#place: Place = { x: 0, y: 0, modifiers: 0 };
	#isHeld = false;
	/** Whether the page may have something in the air. */
	#isUnsettled = false;

	/** `page` is there while it is connected. */
	constructor(page: () => Page | undefined) {
		this.#page = page;
		addEventListener("pagehide", () => this.#cancel());
		addEventListener("keydown", ({ key }) => key === "Escape" && this.#cancel(), { capture: true });
	}

	/** Takes over the drags of this page from now on. */
	watch(page: Page): void {
		this.#cancel();
		// The connection was lost in the middle of it.
		if (this.#isUnsettled) page.post(DISPATCH, { type: "dragCancel", ...this.#place, data: NOTHING });
		this.#isUnsettled = false;
		this.#isHeld = false;
		page.on("Input.dragIntercepted", ({ data }: Carried) => {
			this.#carried = { page, data };
			this.#post("dragEnter");
			this.#post("dragOver");
			// The person may have been quicker than the page.
			if (!this.#isHeld) void this.#settle(this.#drop());
		});
	}

	pressed(): void {
		this.#isHeld = true;
		this.#isUnsettled = true;
		this.#page()?.post(INTERCEPT, { enabled: true });
	}

	/** Whether something is dragged, so that this is no move of the mouse. */
	moved(place: Place): boolean {
		this.#place = place;
		this.#post("dragOver");
		return this.#carried !== undefined;
	}

	/** `release` tells the page of the mouse where nothing is dragged; until it has seen that, a drag may yet begin. */
	released(place: Place, release: () => Promise<unknown>): void {
		this.#place = place;
		this.#isHeld = false;
		void this.#settle(this.#carried === undefined ? release() : this.#drop());
	}

	async #settle(last: Promise<unknown>): Promise<void> {
		try {
			await last;
		} catch {
			return;
		}
		if (this.#isHeld) return;
		this.#isUnsettled = false;
		this.#page()?.post(INTERCEPT, { enabled: false });
	}

	async #drop(): Promise<void> {
		const { page, data } = this.#carried ?? {};
		this.#post("dragOver");
		this.#carried = undefined;
		await page?.send(DISPATCH, { type: "drop", ...this.#place, data });
	}

	#cancel(): void {
		this.#post("dragCancel");
		this.#carried = undefined;
	}

	#post(type: string): void {
		const { page, data } = this.#carried ?? {};
		page?.post(DISPATCH, { type, ...this.#place, data });
	}
}

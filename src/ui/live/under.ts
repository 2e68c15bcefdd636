import type { Page } from "./page.ts";
import { type Look, lookAt } from "./remote/look.ts";
import type { Point } from "./screen.ts";

/** A page that is busy does not hold up a click for longer. */
const PATIENCE_MS = 300;
const INTERVAL_MS = 120;
/** How long an answer holds for a pointer that has not moved. */
const FRESH_MS = 1_000;
const NOTHING: Look = { cursor: "default", isEditable: false };

/** Knows what of the page is under the pointer. */
export class Under {
	readonly #page: () => Page | undefined;
	readonly #onCursor: (cursor: string) => void;
	#lastAsked = 0;
	#last: { readonly point: Point; readonly time: number; readonly look: Look } | undefined;

	constructor(page: () => Page | undefined, onCursor: (cursor: string) => void) {
		this.#page = page;
		this.#onCursor = onCursor;
	}

	/** The pointer moved. */
	moved(point: Point): void {
		if (Date.now() < this.#lastAsked + INTERVAL_MS) return;
		void this.#ask(point).then(({ cursor }) => this.#onCursor(cursor));
	}

	async at(point: Point): Promise<Look> {
		const last = this.#last;
		const isSame = last?.point.x === point.x && last.point.y === point.y;
		// What a control holds may be another by now.
		const isFresh = isSame && Date.now() < last.time + FRESH_MS && last.look.control === undefined;
		if (isFresh) return last.look;
		const { promise: timeout, resolve } = Promise.withResolvers<Look>();
		setTimeout(() => resolve(NOTHING), PATIENCE_MS);
		return Promise.race([this.#ask(point), timeout]);
	}

	async #ask(point: Point): Promise<Look> {
		this.#lastAsked = Date.now();
		try {
			const look = await (this.#page()?.run(lookAt, point.x, point.y) ?? NOTHING);
			this.#last = { point, time: Date.now(), look };
			return look;
		} catch {
			return NOTHING;
		}
	}
}

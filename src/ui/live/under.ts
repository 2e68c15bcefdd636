import type { Page } from "./page.ts";
import { type Look, lookAt } from "./remote/look.ts";
import type { Point } from "./screen.ts";

/** A page that does not answer does not hold up a click for longer; one that is busy would take that later anyway. */
const PATIENCE_MS = 1_000;
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

	/** What is there may be another by now. */
	forget(): void {
		this.#last = undefined;
	}

	async at(point: Point): Promise<Look> {
		const last = this.#last;
		const isSame = last?.point.x === point.x && last.point.y === point.y;
		if (isSame && Date.now() < last.time + FRESH_MS) return last.look;
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

import type { TabRegister } from "../../browser/endpoint.ts";
import type { SessionStore } from "../store.ts";

/** Of more than these, the oldest are no longer known as the session's. */
const MOST_TABS = 1_000;

/** The tabs that were opened through a session in somebody else's browser, kept through restarts. */
export class OpenedTabs implements TabRegister {
	readonly #store: Pick<SessionStore, "tabs">;
	readonly #onOpened: (id: string) => void;
	#ids: readonly string[];

	constructor(store: Pick<SessionStore, "tabs">, onOpened: (id: string) => void) {
		this.#store = store;
		this.#onOpened = onOpened;
		this.#ids = store.tabs;
	}

	get ids(): readonly string[] {
		return this.#ids;
	}

	add(id: string): void {
		if (this.#ids.includes(id)) return;
		this.#keep([...this.#ids, id].slice(-MOST_TABS));
		this.#onOpened(id);
	}

	remove(gone: readonly string[]): void {
		if (gone.length > 0) this.#keep(this.#ids.filter((id) => !gone.includes(id)));
	}

	#keep(ids: readonly string[]): void {
		this.#ids = ids;
		this.#store.tabs = ids;
	}
}

import type { NewEntry } from "../../domain/entry.ts";
import type { Whereabouts } from "../../domain/session.ts";

const MOST_CHARACTERS = 2_048;

/** The part of the object's storage that the trail needs. */
export type TrailStorage = Pick<SyncKvStorage, "get" | "put">;

/** Where a session's pages went, told in a few words that stay when the entries have gone. */
export class Trail {
	readonly #storage: TrailStorage;
	#whereabouts: Whereabouts;
	#isSaved = true;

	constructor(storage: TrailStorage) {
		this.#storage = storage;
		this.#whereabouts = storage.get<Whereabouts>("trail") ?? { navigations: 0 };
	}

	get whereabouts(): Whereabouts {
		return this.#whereabouts;
	}

	follow(entry: NewEntry): void {
		if (entry.kind !== "navigation") return;
		const { url, title } = entry.detail;
		this.#whereabouts = {
			navigations: this.#whereabouts.navigations + 1,
			currentUrl: url.slice(0, MOST_CHARACTERS),
			currentTitle: title,
		};
		this.#isSaved = false;
	}

	save(): void {
		if (!this.#isSaved) this.#storage.put("trail", this.#whereabouts);
		this.#isSaved = true;
	}

	reset(): void {
		this.#whereabouts = { navigations: 0 };
		this.#isSaved = true;
	}
}

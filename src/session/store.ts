import type { SessionRecord } from "../domain/session.ts";

/** The part of the object's storage that the store needs: SQLite's synchronous key-value interface. */
export type KeyValueStorage = Pick<SyncKvStorage, "get" | "put">;

/**
 * What a session keeps through restarts of its object, with a copy in memory. It is the truth about the session:
 * each write is there before any answer that depends on it leaves the object.
 */
export class SessionStore {
	readonly #storage: KeyValueStorage;
	#session: SessionRecord | undefined;
	#projectedRevision: number;

	constructor(storage: KeyValueStorage) {
		this.#storage = storage;
		this.#session = storage.get<SessionRecord>("session");
		this.#projectedRevision = storage.get<number>("projected") ?? 0;
	}

	get session(): SessionRecord | undefined {
		return this.#session;
	}

	set session(session: SessionRecord) {
		this.#storage.put("session", session);
		this.#session = session;
	}

	/** The latest revision that the catalog holds. */
	get projectedRevision(): number {
		return this.#projectedRevision;
	}

	set projectedRevision(revision: number) {
		this.#storage.put("projected", revision);
		this.#projectedRevision = revision;
	}

	/** When the session was last used, as far as it was written down; epoch milliseconds. */
	get lastActivity(): number | undefined {
		return this.#storage.get<number>("lastActivity");
	}

	set lastActivity(time: number) {
		this.#storage.put("lastActivity", time);
	}
}

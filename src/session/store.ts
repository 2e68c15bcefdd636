import type { Handoff, HandoffOutcome } from "../domain/handoff.ts";
import type { ProfileNote, SessionOptions, SessionRecord } from "../domain/session.ts";

/** The part of the object's storage that the store needs: SQLite's synchronous key-value interface. */
export interface StoreStorage {
	readonly kv: Pick<SyncKvStorage, "get" | "put" | "delete">;
	deleteAll(): Promise<void>;
}

/** What a session's place in the catalog is known to be; absent when there is none, and none may be left there. */
export interface ReservationNote {
	/** When it is to be renewed; epoch milliseconds. */
	readonly renewAt: number;
}

const MOST_OUTCOMES = 50;

/**
 * What a session keeps through restarts of its object, with a copy in memory. It is the truth about the session:
 * each write is there before any answer that depends on it leaves the object.
 */
export class SessionStore {
	readonly #storage: StoreStorage["kv"];
	readonly #deleteAll: () => Promise<void>;
	readonly #onClear: () => void;
	#session: SessionRecord | undefined;
	#projectedRevision: number;
	#reservation: ReservationNote | undefined;

	/** `onClear` is called when all of the storage has been emptied, for others who keep something in it. */
	constructor(storage: StoreStorage, onClear: () => void = () => {}) {
		this.#storage = storage.kv;
		this.#deleteAll = () => storage.deleteAll();
		this.#onClear = onClear;
		this.#session = storage.kv.get<SessionRecord>("session");
		this.#projectedRevision = storage.kv.get<number>("projected") ?? 0;
		this.#reservation = storage.kv.get<ReservationNote>("reservation");
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

	/** What the session was asked for with; its browser may be acquired long after that. */
	get options(): SessionOptions | undefined {
		return this.#storage.get<SessionOptions>("options");
	}

	set options(options: SessionOptions) {
		this.#storage.put("options", options);
	}

	/** Absent until a profile is loaded. */
	get profileNote(): ProfileNote | undefined {
		return this.#storage.get<ProfileNote>("profile");
	}

	set profileNote(note: ProfileNote) {
		this.#storage.put("profile", note);
	}

	/** Forgets where the browser was that is not to be used any more. */
	forgetEndpoint(): void {
		const { options } = this;
		if (options?.endpoint !== undefined) this.options = { ...options, endpoint: undefined };
	}

	/** The tabs that were opened through the session in a browser that is not its own. */
	get tabs(): readonly string[] {
		return this.#storage.get<readonly string[]>("tabs") ?? [];
	}

	set tabs(ids: readonly string[]) {
		this.#storage.put("tabs", ids);
	}

	/** The tab that commands used last. */
	get lastTab(): string | undefined {
		return this.#storage.get<string>("lastTab");
	}

	set lastTab(id: string) {
		if (this.lastTab !== id) this.#storage.put("lastTab", id);
	}

	/** The pages that are a person's now, the one for longest first. */
	get handoffs(): readonly Handoff[] {
		return this.#storage.get<readonly Handoff[]>("handoffs") ?? [];
	}

	set handoffs(active: readonly Handoff[]) {
		this.#storage.put("handoffs", active);
	}

	/** How the last handoff of each page ended, the latest last. */
	get handoffOutcomes(): readonly HandoffOutcome[] {
		return this.#storage.get<readonly HandoffOutcome[]>("handoffOutcomes") ?? [];
	}

	set handoffOutcomes(outcomes: readonly HandoffOutcome[]) {
		this.#storage.put("handoffOutcomes", outcomes.slice(-MOST_OUTCOMES));
	}

	get reservation(): ReservationNote | undefined {
		return this.#reservation;
	}

	set reservation(note: ReservationNote | undefined) {
		if (note === undefined) this.#storage.delete("reservation");
		else this.#storage.put("reservation", note);
		this.#reservation = note;
	}

	/** How often the session's links have been revoked, as far as that was said here. */
	get linkGeneration(): number {
		return this.#storage.get<number>("linkGeneration") ?? 0;
	}

	set linkGeneration(generation: number) {
		this.#storage.put("linkGeneration", generation);
	}

	/** When the session was last used, as far as it was written down; epoch milliseconds. */
	get lastActivity(): number | undefined {
		return this.#storage.get<number>("lastActivity");
	}

	set lastActivity(time: number) {
		this.#storage.put("lastActivity", time);
	}

	/** Forgets everything, as if there had never been a session. */
	async clear(): Promise<void> {
		this.#session = undefined;
		this.#projectedRevision = 0;
		this.#reservation = undefined;
		await this.#deleteAll();
		this.#onClear();
	}
}

import type { Problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { isActive, type SessionOptions, type SessionRecord } from "../../domain/session.ts";
import { settled } from "../../lib/timeout.ts";
import { Launch, type LaunchParts } from "./launch.ts";
import { newSession } from "./lifecycle.ts";
import { refusalFor } from "./refusal.ts";

export type StartupParts = Omit<LaunchParts, "listed" | "queued" | "refused">;

/** The session as whoever asks for it sees it start: how far it has come, and why it won't. */
export class Startup {
	readonly launch: Launch;
	readonly #parts: StartupParts;
	readonly #over = Promise.withResolvers<void>();
	readonly #listed = Promise.withResolvers<void>();
	readonly #queued = Promise.withResolvers<void>();

	constructor(parts: StartupParts) {
		this.#parts = parts;
		this.launch = new Launch({
			...parts,
			listed: () => this.#listed.resolve(),
			queued: () => this.#queued.resolve(),
			refused: () => this.changed(),
		});
	}

	/** Starts a session; resolves when it runs, or when it won't. Nothing stays of one that is refused a place at once. */
	async create(id: string, account: string, options: SessionOptions): Promise<Result<SessionRecord>> {
		this.#accept(id, account, options);
		await this.#over.promise;
		const { session } = this.#parts.store;
		return session?.state === "running" ? ok(session) : refuse(this.#whyNot(session));
	}

	/** The same, but resolves also when there is no capacity at once: with the session that waits. */
	provision(id: string, account: string, options: SessionOptions): Promise<Result<SessionRecord>> {
		return this.#until(this.#queued.promise, id, account, options);
	}

	/** The same, but resolves as soon as the catalog has the session, which goes on its way. */
	begin(id: string, account: string, options: SessionOptions): Promise<Result<SessionRecord>> {
		return this.#until(this.#listed.promise, id, account, options);
	}

	/** Waits until a session that is on its way runs or won't, for so long at most. */
	async arrived(patienceMs: number): Promise<void> {
		const state = this.#parts.store.session?.state;
		if (state === "waiting" || state === "creating") await settled(this.#over.promise, patienceMs);
	}

	async #until(
		reached: Promise<void>,
		id: string,
		account: string,
		options: SessionOptions,
	): Promise<Result<SessionRecord>> {
		this.#accept(id, account, options);
		await Promise.race([this.#over.promise, reached]);
		const { session } = this.#parts.store;
		const isOnItsWay = session !== undefined && isActive(session.state);
		return isOnItsWay ? ok(session) : refuse(this.#whyNot(session));
	}

	#accept(id: string, account: string, options: SessionOptions): void {
		const { store, background } = this.#parts;
		if (store.session !== undefined) throw new Error(`session ${id} exists`);

		store.options = options;
		store.session = newSession(id, account, options, Date.now());
		// It goes on when the caller has left.
		background(this.launch.proceed());
	}

	/** Who ended it while it waited did not reach a limit, and is not to try again. */
	#whyNot(session: SessionRecord | undefined): Problem {
		const isCancelled = session !== undefined && session.state !== "failed";
		return (isCancelled ? undefined : this.launch.refusal) ?? refusalFor(session);
	}

	/** To be called whenever the session has changed. */
	changed(): void {
		const state = this.#parts.store.session?.state;
		if (state !== "waiting" && state !== "creating") this.#over.resolve();
	}
}

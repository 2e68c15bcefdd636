/** How long nothing must have been heard of a CDP session for it to count as quiet. */
const QUIET_MS = 2_000;

/** Finds out which of some CDP sessions have become quiet. */
export class QuietSessions {
	readonly #onQuiet: (cdpSession: string) => void;
	/** When each was heard of last; epoch milliseconds. */
	readonly #heardAt = new Map<string, number>();
	#timer: ReturnType<typeof setInterval> | null = null;

	/** `onQuiet` is called once for each that has become quiet, which is looked at no longer then. */
	constructor(onQuiet: (cdpSession: string) => void) {
		this.#onQuiet = onQuiet;
	}

	add(cdpSession: string): void {
		this.#heardAt.set(cdpSession, Date.now());
		this.#timer ??= setInterval(() => this.#look(), QUIET_MS / 4);
	}

	/** Something was heard of a session; one that was not added changes nothing. */
	heard(cdpSession: string): void {
		if (this.#heardAt.has(cdpSession)) this.#heardAt.set(cdpSession, Date.now());
	}

	delete(cdpSession: string): void {
		this.#heardAt.delete(cdpSession);
	}

	clear(): void {
		this.#heardAt.clear();
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}

	#look(): void {
		for (const [cdpSession, heardAt] of this.#heardAt) {
			if (Date.now() < heardAt + QUIET_MS) continue;
			this.#heardAt.delete(cdpSession);
			this.#onQuiet(cdpSession);
		}
		if (this.#heardAt.size === 0) this.clear();
	}
}

/** Silent checks in a row after which a browser is asked for a sign of life. */
const CHECKS_UNTIL_PROBE = 2;
/** Silent checks in a row, counted from the probe, after which the connection is dead. */
const CHECKS_UNTIL_DEAD = 4;

/** An id that no client counts up to, within the 32 bits that Chrome reads. */
const PROBE_ID = 2_147_480_000;
const PROBE = JSON.stringify({ id: PROBE_ID, method: "Browser.getVersion" });
const PROBE_REPLY_START = `{"id":${PROBE_ID},`;

/**
 * Notices a browser connection that is open but dead. One stops without any event when a message over 32 MiB was to
 * pass somewhere upstream (wrangler's local Browser Run, 4.155): once in each silence the browser is asked for its
 * version there, and the answer is kept from the client. Time is counted in checks, so that frames cost nothing.
 */
export class SilenceProbe {
	/** Whether there has been traffic that no probe has cleared yet. */
	#isDoubtful = false;
	#heardSinceCheck = false;
	#silentChecks = 0;
	#isProbing = false;
	#unansweredProbes = 0;

	/** The client sent something. */
	sent(): void {
		this.#isDoubtful = true;
	}

	/** The browser sent something; `true` when it is the answer to a probe and no business of the client's. */
	received(data: string | ArrayBuffer): boolean {
		this.#heardSinceCheck = true;
		if (this.#unansweredProbes === 0 || typeof data !== "string" || !data.startsWith(PROBE_REPLY_START)) {
			this.#isDoubtful = true;
			return false;
		}
		this.#unansweredProbes -= 1;
		this.#isDoubtful = false;
		return true;
	}

	/** Asks for a sign of life. */
	ask(send: (message: string) => void): void {
		this.#unansweredProbes += 1;
		send(PROBE);
	}

	/** Whether no sign of life is still to come. */
	get isAnswered(): boolean {
		return this.#unansweredProbes === 0;
	}

	/** Looks whether anything was heard since the last look; `false` when the connection is dead. */
	isAnswering(send: (message: string) => void): boolean {
		const isSilent = this.#isDoubtful && !this.#heardSinceCheck;
		this.#heardSinceCheck = false;
		if (!isSilent) {
			this.#silentChecks = 0;
			this.#isProbing = false;
			return true;
		}
		this.#silentChecks += 1;
		if (this.#isProbing) return this.#silentChecks < CHECKS_UNTIL_DEAD;
		if (this.#silentChecks >= CHECKS_UNTIL_PROBE) {
			this.#isProbing = true;
			this.#silentChecks = 0;
			this.ask(send);
		}
		return true;
	}
}

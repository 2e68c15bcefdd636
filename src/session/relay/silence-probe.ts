/** Silent checks in a row after which a browser is asked for a sign of life. */
const CHECKS_UNTIL_PROBE = 1;
/** Silent checks in a row after which the connection may be dead. */
const CHECKS_UNTIL_SUSPECT = 4;

/** An id that no client counts up to, within the 32 bits that Chrome reads. */
const PROBE_ID = 2_147_480_000;
const PROBE = JSON.stringify({ id: PROBE_ID, method: "Browser.getVersion" });
const PROBE_REPLY_START = `{"id":${PROBE_ID},`;

/**
 * Notices a browser connection that is open but silent. One stops without any event when a message over 32 MiB was to
 * pass somewhere upstream (wrangler's local Browser Run, 4.155). No command need be waiting then: the message may be an
 * event, or an answer that Chrome took long to write. So a connection on which anything was ever said is asked for a sign of
 * life in each silence, and the answer is kept from the client. Time is counted in checks, so that frames cost nothing.
 */
export class SilenceProbe {
	#isInUse = false;
	#heardSinceCheck = false;
	#silentChecks = 0;
	#unansweredProbes = 0;

	/** The client sent something. */
	sent(): void {
		this.#isInUse = true;
	}

	/** The browser sent something; `true` when it is the answer to a probe and no business of the client's. */
	received(data: string | ArrayBuffer): boolean {
		this.#heardSinceCheck = true;
		if (this.#unansweredProbes === 0 || typeof data !== "string" || !data.startsWith(PROBE_REPLY_START)) {
			this.#isInUse = true;
			return false;
		}
		this.#unansweredProbes -= 1;
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

	/** Whether nothing has been heard for so long that the connection may be dead. */
	get isSuspect(): boolean {
		return this.#silentChecks >= CHECKS_UNTIL_SUSPECT && !this.#heardSinceCheck;
	}

	/** Looks whether anything was heard since the last look, and asks for a sign of life if not. */
	check(send: (message: string) => void): void {
		const isSilent = this.#isInUse && !this.#heardSinceCheck;
		this.#heardSinceCheck = false;
		this.#silentChecks = isSilent ? this.#silentChecks + 1 : 0;
		if (this.#silentChecks === CHECKS_UNTIL_PROBE) this.ask(send);
	}
}

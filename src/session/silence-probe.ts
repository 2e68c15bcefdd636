/** How long a browser may be silent after a client's command before it is asked for a sign of life. */
const SILENCE_MS = 5_000;
/** How long that sign may take. */
const PATIENCE_MS = 10_000;

/** An id that no client counts up to, within the 32 bits that Chrome reads. */
const PROBE_ID = 2_147_480_000;
const PROBE = JSON.stringify({ id: PROBE_ID, method: "Browser.getVersion" });
const PROBE_REPLY_START = `{"id":${PROBE_ID},`;

/**
 * Notices a browser connection that is open but dead. One stops without any event when a message over 32 MiB was to
 * pass somewhere upstream (wrangler's local Browser Run, 4.155): once in each silence the browser is asked for its
 * version there, and the answer is kept from the client.
 */
export class SilenceProbe {
	/** When the browser last said something, or was first asked after that; unset once a probe has cleared it. */
	#quietSince: number | undefined;
	#probedAt: number | undefined;
	#unansweredProbes = 0;

	/** The client sent something. */
	sent(): void {
		this.#quietSince ??= Date.now();
	}

	/** The browser sent something; `true` when it is the answer to a probe and no business of the client's. */
	received(data: string | ArrayBuffer): boolean {
		this.#probedAt = undefined;
		if (this.#unansweredProbes > 0 && typeof data === "string" && data.startsWith(PROBE_REPLY_START)) {
			this.#unansweredProbes -= 1;
			this.#quietSince = undefined;
			return true;
		}
		this.#quietSince = Date.now();
		return false;
	}

	/** Looks at the silence, sending a probe when it is due; `false` when the connection is dead. */
	isAnswering(send: (message: string) => void): boolean {
		const now = Date.now();
		if (this.#quietSince === undefined) return true;
		if (this.#probedAt !== undefined) return now - this.#probedAt < PATIENCE_MS;
		if (now - this.#quietSince >= SILENCE_MS) {
			this.#probedAt = now;
			this.#unansweredProbes += 1;
			send(PROBE);
		}
		return true;
	}
}

/** What a session's pages may tell in a second in the long run, and at once: UTF-16 units. */
const PER_SECOND = 1_048_576;
const AT_ONCE = 16_777_216;

/** Keeps pages that never stop changing from taking the session's time. */
export class Allowance {
	#used = 0;
	#since = Date.now();

	/** Takes note of so much; how long nothing more is welcome, in milliseconds. */
	use(length: number, now = Date.now()): number {
		this.#used = Math.max(0, this.#used - (Math.max(0, now - this.#since) / 1_000) * PER_SECOND) + length;
		this.#since = now;
		return Math.max(0, Math.ceil(((this.#used - AT_ONCE) / PER_SECOND) * 1_000));
	}
}

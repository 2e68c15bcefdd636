/** Leaves time between the visits of a crawl. */
export class Pace {
	#nextAt = 0;

	/** Waits for the turn of a visit, after which `delayMs` are left free; `false` at once when it would come too late. */
	async next(delayMs: number, endsAt: number): Promise<boolean> {
		const now = Date.now();
		const at = Math.max(now, this.#nextAt);
		if (at >= endsAt) return false;
		this.#nextAt = at + delayMs;
		if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
		return true;
	}
}

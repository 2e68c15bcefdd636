import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";

/** What somebody who is connected to a session is there for. */
export type Occupation = "driving" | "watching";

/** Gives a place back; once more changes nothing. */
export type GiveBack = () => void;

/**
 * How many may be connected to a session at a time. Those who only watch have as many places of their own: a link to look
 * keeps nobody out who may do more.
 */
export class Places {
	readonly #most: number;
	readonly #taken: Record<Occupation, number> = { driving: 0, watching: 0 };

	constructor(most: number) {
		this.#most = most;
	}

	/** A place, until it is given back; refuses with `too_many_connections`. */
	take(occupation: Occupation): Result<GiveBack> {
		const free = this.check(occupation);
		if (!free.ok) return free;
		this.#taken[occupation] += 1;
		let isHeld = true;
		return ok(() => {
			if (isHeld) this.#taken[occupation] -= 1;
			isHeld = false;
		});
	}

	/** Whether there is one to be had. */
	check(occupation: Occupation): Result<void> {
		if (this.#taken[occupation] < this.#most) return ok(undefined);
		const what = occupation === "driving" ? "clients" : "read-only clients, viewers and readers";
		return refuse(
			problem("too_many_connections", `This session has ${this.#most} ${what}, as many as it may.`, RETRY_S),
		);
	}
}

/** Nobody knows when one leaves. */
const RETRY_S = 2;

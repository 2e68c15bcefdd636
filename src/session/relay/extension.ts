import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { IdleClock } from "../life/idle-clock.ts";
import type { Lifetime } from "../life/lifetime.ts";
import { refusalFor } from "../life/refusal.ts";
import type { Reservation } from "../life/reservation.ts";
import type { SessionStore } from "../store.ts";

export interface ExtensionParts {
	readonly store: SessionStore;
	readonly idle: IdleClock;
	readonly lifetime: Lifetime;
	readonly reservation: Pick<Reservation, "renew">;
}

/**
 * Starts a running session's window of inactivity anew, with `keepAliveMs` as its length from now on. Refuses with
 * `invalid_request` where the account may not have so long a one.
 */
export async function extend(
	{ store, idle, lifetime, reservation }: ExtensionParts,
	keepAliveMs: number | undefined,
): Promise<Result<void>> {
	const { session } = store;
	if (session?.state !== "running") return refuse(refusalFor(session));
	if (keepAliveMs !== undefined) {
		const standing = await reservation.renew(session);
		if (standing === undefined) return refuse(unknownLimit);
		const { maxKeepAliveMs } = standing;
		if (keepAliveMs > maxKeepAliveMs)
			return refuse(problem("invalid_request", `keepAliveMs: must be ${maxKeepAliveMs} at most`));
		// It may have ended meanwhile.
		if (lifetime.apply({ type: "extended", keepAliveMs }) === undefined)
			return refuse(refusalFor(store.session));
	}
	idle.touch();
	idle.writeDown();
	// A shorter window may be over before the alarm.
	lifetime.followInBackground();
	return ok(undefined);
}

const unknownLimit = problem("catalog_unavailable", "The catalog did not say how long it may be.", 1);

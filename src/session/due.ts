import type { Config } from "../domain/config.ts";
import { handoffEndsAt } from "../domain/handoff.ts";
import type { IdleClock } from "./idle-clock.ts";
import type { Projection } from "./projection.ts";
import type { Reservation } from "./reservation.ts";
import type { Startup } from "./startup.ts";
import type { SessionStore } from "./store.ts";

const CLOSE_RETRY_MS = 2_000;
const STARTUP_LOOK_MS = 5_000;

/** Everything that has a time of its own in a session. */
export interface Timed {
	readonly store: SessionStore;
	readonly startup: Pick<Startup, "retryAt">;
	readonly idle: Pick<IdleClock, "deadline">;
	readonly reservation: Pick<Reservation, "renewAt" | "mayBeHeld">;
	readonly projection: Pick<Projection, "retryAt" | "retryDelayMs">;
	readonly config: Pick<Config, "leaseMs">;
	/** When the browser was last asked for a sign of life. */
	readonly lastBeat: number;
	/** When an ended session is to be forgotten. */
	readonly forgetAt: number;
}

/** When a session has something to do next, whatever happens; epoch milliseconds, `undefined` for never. */
export function dueAt(timed: Timed): number | undefined {
	const due = [nextStepAt(timed), timed.projection.retryAt].filter((time) => time !== undefined);
	return due.length === 0 ? undefined : Math.min(...due);
}

function nextStepAt({
	store,
	startup,
	idle,
	reservation,
	projection,
	config,
	lastBeat,
	forgetAt,
}: Timed): number | undefined {
	const { session } = store;
	const now = Date.now();
	switch (session?.state) {
		case "waiting":
			return Math.max(startup.retryAt, now + 1);
		case "creating":
			return now + STARTUP_LOOK_MS;
		case "running": {
			const { expiresAt = Number.POSITIVE_INFINITY } = session;
			const handoffs = store.handoffs.map(handoffEndsAt);
			const beatAt = lastBeat + config.leaseMs / 3;
			return Math.min(idle.deadline, expiresAt, beatAt, reservation.renewAt, ...handoffs);
		}
		case "closing":
			return now + CLOSE_RETRY_MS;
		case "closed":
		case "failed":
			if (reservation.mayBeHeld) return now + projection.retryDelayMs;
			return forgetAt;
		default:
			return undefined;
	}
}

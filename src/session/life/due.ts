import type { Config } from "../../domain/config.ts";
import { handoffEndsAt } from "../../domain/handoff.ts";
import type { IdleClock } from "./idle-clock.ts";
import type { Launch } from "./launch.ts";
import type { Projection } from "./projection.ts";
import type { Reservation } from "./reservation.ts";
import type { SessionStore } from "../store.ts";

const CLOSE_RETRY_MS = 2_000;
const STARTUP_LOOK_MS = 5_000;

/** An object that was restarted holds no guardrails until its alarm rings, or somebody calls it. */
const GUARDED_BEAT_MS = 10_000;

/** How often a browser is asked for a sign of life, in milliseconds. */
export const beatOf = (leaseMs: number, isGuarded: boolean): number =>
	isGuarded ? Math.min(leaseMs / 3, GUARDED_BEAT_MS) : leaseMs / 3;

/** Everything that has a time of its own in a session. */
export interface Timed {
	readonly store: SessionStore;
	readonly launch: Pick<Launch, "retryAt">;
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
	launch,
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
			return Math.max(launch.retryAt, now + 1);
		case "creating":
			return now + STARTUP_LOOK_MS;
		case "running": {
			const { expiresAt = Number.POSITIVE_INFINITY } = session;
			const beatMs = beatOf(config.leaseMs, store.options?.guardrails !== undefined);
			const handoffs = store.handoffs.map(handoffEndsAt);
			return Math.min(idle.deadline, expiresAt, lastBeat + beatMs, reservation.renewAt, ...handoffs);
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

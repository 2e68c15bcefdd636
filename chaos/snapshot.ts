/** A session's row, as the migrations have it. Times are epoch milliseconds. */
export interface SessionRow {
	readonly id: string;
	readonly account_id: string;
	readonly name: string | null;
	readonly state: string;
	readonly stage: string;
	readonly revision: number;
	readonly keep_alive_ms: number;
	readonly start_time: number;
	readonly last_updated: number;
	readonly wait_until: number;
	readonly browser_id: string | null;
	readonly end_time: number | null;
	readonly close_reason: string | null;
	readonly close_reason_text: string | null;
	readonly connection_start_time: number | null;
	readonly connection_end_time: number | null;
}

export interface ReservationRow {
	readonly position: number;
	readonly session_id: string;
	readonly account_id: string;
	readonly granted_at: number | null;
	readonly expires_at: number;
}

export interface UpstreamRow {
	readonly blocked_until: number;
	readonly is_half_open: number;
}

/** All that can be seen from outside at one moment. */
export interface Snapshot {
	/** The catalog was read between `from` and `at`. */
	readonly from: number;
	readonly at: number;
	/** Those that have not ended, and those that have changed lately. */
	readonly sessions: readonly SessionRow[];
	readonly reservations: readonly ReservationRow[];
	readonly upstream: UpstreamRow;
	readonly chromes: readonly number[];
}

export const isActive = ({ state }: SessionRow): boolean =>
	state === "waiting" || state === "creating" || state === "running";

export const isOver = ({ state }: SessionRow): boolean => state === "closed" || state === "failed";

export const isGranted = ({ granted_at, expires_at }: ReservationRow, now: number): boolean =>
	granted_at !== null && expires_at > now;

export const isWaiting = ({ granted_at, expires_at }: ReservationRow, now: number): boolean =>
	granted_at === null && expires_at > now;

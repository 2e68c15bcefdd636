import { isGranted, isWaiting, type ReservationRow, type SessionRow, type Snapshot } from "../snapshot.ts";
import type { Rule, RuleParts } from "./rule.ts";

/** What a deadline may be missed by: the alarm, the write, and the time between two snapshots. */
const DEADLINE_SLACK_MS = 3_000;
/** After D1 has failed, or wrangler was away: a question that hung, the next try, and a busy machine. */
const RECOVERY_MS = 20_000;
/** Who waits looks again by itself this often, should a wake get lost (LOOK_AGAIN_MS of session/life/launch.ts). */
const LOOK_AGAIN_MS = 10_000;

/** Nobody waits past the deadline, out of turn, or while there is a place. */
export class QueueMoves implements Rule {
	readonly #parts: RuleParts;
	#before: Snapshot | undefined;
	/** Since when each account's first could have had a place. */
	readonly #couldGo = new Map<string, { readonly id: string; readonly since: number }>();

	constructor(parts: RuleParts) {
		this.#parts = parts;
	}

	observe(snapshot: Snapshot): void {
		this.#checkDeadlines(snapshot);
		if (this.#before !== undefined) this.#checkOrder(this.#before, snapshot);
		this.#checkProgress(snapshot);
		this.#before = snapshot;
	}

	#checkDeadlines({ from, sessions, reservations }: Snapshot): void {
		const { journal, disturbances } = this.#parts;
		const disturbed = disturbances.lastEnd(["catalog", "outage"]) + RECOVERY_MS;
		for (const row of sessions) {
			if (row.state !== "waiting" || from <= Math.max(row.wait_until + DEADLINE_SLACK_MS, disturbed))
				continue;
			const reservation = reservations.find(({ session_id }) => session_id === row.id);
			journal.violation("it waits past its deadline", row.id, { row, reservation });
		}
	}

	/** Whoever is granted a place was the first of those of the account who waited both before and after. */
	#checkOrder(before: Snapshot, now: Snapshot): void {
		const wasWaiting = new Set(
			before.reservations.filter((each) => isWaiting(each, before.at)).map(({ session_id }) => session_id),
		);
		const wasGranted = new Set(
			before.reservations.filter(({ granted_at }) => granted_at !== null).map(({ session_id }) => session_id),
		);
		for (const granted of now.reservations) {
			if (granted.granted_at === null || wasGranted.has(granted.session_id)) continue;
			// A place that is taken back was granted long ago.
			if (granted.granted_at < before.from) continue;
			const passedOver = now.reservations.find(
				(each) =>
					each.account_id === granted.account_id &&
					each.position < granted.position &&
					each.granted_at === null &&
					each.expires_at > (granted.granted_at ?? 0) &&
					wasWaiting.has(each.session_id) &&
					// One that was granted a place in between and put back has had its turn.
					revisionOf(before.sessions, each) === revisionOf(now.sessions, each),
			);
			if (passedOver === undefined) continue;
			this.#parts.journal.violation("a place went to one who came later", granted.session_id, {
				granted,
				passedOver,
			});
		}
	}

	#checkProgress(snapshot: Snapshot): void {
		const { settings, journal, disturbances } = this.#parts;
		const { at, reservations, upstream } = snapshot;
		const granted = reservations.filter((each) => isGranted(each, at));
		const isFull = granted.length >= settings.maxConcurrentBrowsers;
		const isBlocked = upstream.blocked_until > at || upstream.is_half_open === 1;
		for (const account of settings.accounts) {
			const head = reservations
				.filter((each) => each.account_id === account && isWaiting(each, at))
				.toSorted((a, b) => a.position - b.position)[0];
			const theirs = granted.filter(({ account_id }) => account_id === account).length;
			const before = this.#couldGo.get(account);
			if (head === undefined || isFull || isBlocked || theirs >= settings.maxConcurrentSessions) {
				this.#couldGo.delete(account);
				continue;
			}
			if (before?.id !== head.session_id) this.#couldGo.set(account, { id: head.session_id, since: at });
			const since = Math.max(
				before?.id === head.session_id ? before.since : at,
				disturbances.lastEnd(["catalog", "outage"]) + RECOVERY_MS - LOOK_AGAIN_MS,
			);
			if (at > since + LOOK_AGAIN_MS + DEADLINE_SLACK_MS)
				journal.violation("it waits though there is a place", head.session_id, { head, since, granted });
		}
	}
}

const revisionOf = (sessions: readonly SessionRow[], { session_id }: ReservationRow): number | undefined =>
	sessions.find(({ id }) => id === session_id)?.revision;

import { isGranted, type ReservationRow, type SessionRow, type Snapshot } from "../snapshot.ts";
import type { Rule, RuleParts } from "./rule.ts";

/**
 * Rows follow what they tell of: while D1 fails, and until the next try, a session that has ended may still stand there
 * as running beside the one that has its place.
 */
const ROW_GRACE_MS = 10_000;
/** The clock of a grant is read before the statement that makes it. */
const CLOCK_MS = 50;

/** No more places are granted than there are: of each account, of all, and not faster than the bucket fills up. */
export class LimitsHold implements Rule {
	readonly #parts: RuleParts;
	readonly #grants = new Map<string, { readonly account: string; readonly at: number }>();
	#lastAt = Date.now();

	constructor(parts: RuleParts) {
		this.#parts = parts;
	}

	observe({ from, at, reservations, sessions }: Snapshot): void {
		const { settings, disturbances } = this.#parts;
		// One that expires while the catalog is read counts as expired.
		const granted = reservations.filter((each) => isGranted(each, at));
		this.#compare("more places granted than there are", at, granted);
		if (disturbances.lastEnd(["catalog", "outage"]) + ROW_GRACE_MS < from) {
			const running = sessions.filter(({ state }) => state === "creating" || state === "running");
			this.#compare("more sessions have a browser than may", at, running);
			const places = new Set(granted.map(({ session_id }) => session_id));
			for (const row of running.filter(({ id }) => !places.has(id)))
				this.#parts.journal.violation("a session has a browser and no place", row.id, { row });
		}
		for (const account of settings.accounts) this.#checkRate(account, reservations);
		this.#lastAt = at;
	}

	#compare(rule: string, at: number, having: readonly (ReservationRow | SessionRow)[]): void {
		const { settings, journal } = this.#parts;
		if (having.length > settings.maxConcurrentBrowsers)
			journal.violation(rule, `all ${at}`, { at, limit: settings.maxConcurrentBrowsers, having });
		for (const account of settings.accounts) {
			const theirs = having.filter(({ account_id }) => account_id === account);
			if (theirs.length <= settings.maxConcurrentSessions) continue;
			journal.violation(rule, `${account} ${at}`, {
				at,
				limit: settings.maxConcurrentSessions,
				having: theirs,
			});
		}
	}

	#checkRate(account: string, reservations: readonly ReservationRow[]): void {
		const { settings, journal } = this.#parts;
		const isNew = ({ account_id, granted_at, session_id }: ReservationRow): boolean =>
			account_id === account &&
			granted_at !== null &&
			// A place that is taken back after it was lost is written with the time of long before.
			granted_at >= this.#lastAt - 5_000 &&
			!this.#grants.has(`${session_id} ${granted_at}`);
		const fresh = reservations.filter(isNew);
		for (const { session_id, granted_at } of fresh)
			this.#grants.set(`${session_id} ${granted_at}`, { account, at: granted_at ?? 0 });
		if (fresh.length === 0) return;
		const times = [...this.#grants.values()]
			.filter((grant) => grant.account === account)
			.map(({ at }) => at)
			.toSorted((a, b) => a - b);
		const last = times.at(-1) ?? 0;
		for (const [index, time] of times.entries()) {
			const count = times.length - index;
			const allowed =
				settings.acquisitionBurst + (settings.acquisitionsPerSecond * (last - time + CLOCK_MS)) / 1000;
			if (count <= allowed) continue;
			journal.violation("acquisitions faster than they may be", `${account} ${last}`, {
				count,
				allowed,
				times: times.slice(index),
			});
			return;
		}
	}
}

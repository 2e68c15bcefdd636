import type { Options } from "./options.ts";

/** What the Berth of a run is set to; the rules are checked against the same figures. */
export interface Settings {
	readonly accounts: readonly string[];
	readonly maxConcurrentBrowsers: number;
	readonly maxConcurrentSessions: number;
	readonly acquisitionsPerSecond: number;
	readonly acquisitionBurst: number;
	readonly leaseMs: number;
	readonly acquireTimeoutMs: number;
	readonly answerTimeoutMs: number;
	/** Clients, each of which wants one session at a time. */
	readonly clients: number;
}

/** Twice as many clients as browsers, and accounts that together could have more: each of the limits is met. */
export function settingsFor({ sessions }: Options): Settings {
	const accounts = Math.max(2, Math.ceil(sessions / 3));
	return {
		accounts: Array.from({ length: accounts }, (_, index) => `account-${index + 1}`),
		maxConcurrentBrowsers: sessions,
		maxConcurrentSessions: Math.ceil(sessions / accounts) + 1,
		// Two cores start about one Chrome a second.
		acquisitionsPerSecond: 0.5,
		acquisitionBurst: 2,
		leaseMs: 10_000,
		acquireTimeoutMs: 15_000,
		answerTimeoutMs: 5_000,
		clients: 2 * sessions,
	};
}

export const varsOf = (settings: Settings): Readonly<Record<string, string>> => ({
	MAX_CONCURRENT_BROWSERS: String(settings.maxConcurrentBrowsers),
	MAX_CONCURRENT_SESSIONS: String(settings.maxConcurrentSessions),
	ACQUISITIONS_PER_SECOND: String(settings.acquisitionsPerSecond),
	ACQUISITION_BURST: String(settings.acquisitionBurst),
	LEASE_MS: String(settings.leaseMs),
	ACQUIRE_TIMEOUT_MS: String(settings.acquireTimeoutMs),
	ANSWER_TIMEOUT_MS: String(settings.answerTimeoutMs),
});

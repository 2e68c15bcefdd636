import type { Census } from "../../catalog/census.ts";
import type { Totals } from "../../catalog/totals.ts";
import { CLOSE_REASONS } from "../../domain/close-reason.ts";
import type { SessionState } from "../../domain/session.ts";
import { type Family, histogram, type Sample } from "../../lib/exposition.ts";

const LIVE_STATES = ["waiting", "creating", "running", "closing"] as const satisfies readonly SessionState[];

/**
 * The figures as Prometheus names them. None is by account: the admin token makes an account by naming it, so there
 * would be no end of series.
 */
export function metricFamilies(totals: Totals, census: Census, version: string): readonly Family[] {
	return [...gauges(census, version), ...counters(totals)];
}

const gauges = (census: Census, version: string): readonly Family[] => [
	gauge("berth_build_info", "1, with the version that runs.", { labels: { version }, value: 1 }),
	gauge(
		"berth_sessions",
		"Sessions that are not closed yet, by state.",
		...LIVE_STATES.map((state) => ({ labels: { state }, value: census.sessions.get(state) ?? 0 })),
	),
	gauge("berth_connected_sessions", "Sessions that have a client.", { value: census.connectedSessions }),
	gauge("berth_waiting", "Sessions in the queue for a browser.", { value: census.waiting }),
	gauge("berth_reservations", "Places for browsers that are taken.", { value: census.granted }),
	gauge("berth_upstream_blocked", "1 while the browser service is left alone because it refused.", {
		value: census.isUpstreamBlocked ? 1 : 0,
	}),
];

const counters = (totals: Totals): readonly Family[] => [
	counter(
		"berth_sessions_created_total",
		"Sessions that the catalog has known; a create that is refused at once makes none.",
		{
			value: totals.sessionsCreated,
		},
	),
	counter(
		"berth_sessions_ended_total",
		"Sessions that have ended, by close reason.",
		...byLabel("close_reason", totals.ended, Object.keys(CLOSE_REASONS)),
	),
	{
		name: "berth_session_startup_seconds",
		type: "histogram",
		help: "From the request for a session, through the queue, until its browser could be connected to.",
		samples: histogram(
			totals.startupBuckets.map(({ atMostMs, count }) => ({ atMost: atMostMs / 1000, count })),
			totals.startupMs / 1000,
			totals.startups,
		),
	},
	counter("berth_connections_total", "Clients that have connected.", { value: totals.connections }),
	counter(
		"berth_relay_bytes_total",
		"CDP passed on, as of each session's latest change; the length of text counts in UTF-16 units.",
		{ labels: { direction: "to_clients" }, value: totals.bytesToClients },
		{ labels: { direction: "to_browser" }, value: totals.bytesToBrowser },
	),
	counter(
		"berth_reconciliations_total",
		"What was found amiss between catalog, objects and browsers, and put right, by kind.",
		...byLabel("kind", totals.mended),
	),
	counter("berth_catalog_retries_total", "Writes of sessions to the catalog that had to be tried again.", {
		value: totals.catalogRetries,
	}),
];

const gauge = (name: string, help: string, ...samples: Sample[]): Family => ({
	name,
	type: "gauge",
	help,
	samples,
});

const counter = (name: string, help: string, ...samples: Sample[]): Family => ({
	name,
	type: "counter",
	help,
	samples,
});

/** A sample for each value; the known ones also while nothing was counted, so that their first rise is seen. */
const byLabel = (
	label: string,
	counts: ReadonlyMap<string, number>,
	known: readonly string[] = [],
): Sample[] =>
	[...new Set([...known, ...counts.keys()])].map((value) => ({
		labels: { [label]: value },
		value: counts.get(value) ?? 0,
	}));

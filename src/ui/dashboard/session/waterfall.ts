import type { NetworkTimings } from "../../../domain/entry.ts";
import type { EntryOf, NetworkEntry } from "./use-log.ts";

/** The requests of one page, on a time scale of their own. */
export interface PageLoad {
	/** The page that they are of; absent for those before any. */
	readonly page: EntryOf<"navigation"> | undefined;
	readonly requests: readonly NetworkEntry[];
	/** Epoch milliseconds. */
	readonly from: number;
	readonly to: number;
}

/** A document is asked for before its page is there. */
const DOCUMENT_LEAD_MS = 1_000;

/** Requests by the page that they were of, as HAR files group them: the last of its tab that had begun when they ended. */
export function loadsOf(
	requests: readonly NetworkEntry[],
	navigations: readonly EntryOf<"navigation">[],
): readonly PageLoad[] {
	const pages = navigations.filter(({ detail }) => !detail.isSameDocument);
	const loads = new Map<EntryOf<"navigation"> | undefined, NetworkEntry[]>();
	for (const request of requests) {
		const lead = request.detail.type === "Document" ? DOCUMENT_LEAD_MS : 0;
		const until = endOf(request) + lead;
		const page = pages.findLast((each) => each.targetId === request.targetId && each.time <= until);
		const load = loads.get(page);
		if (load === undefined) loads.set(page, [request]);
		else load.push(request);
	}
	return [...loads]
		.map(([page, ofPage]) => ({
			page,
			requests: ofPage.toSorted((a, b) => a.time - b.time),
			from: Math.min(...ofPage.map(({ time }) => time)),
			to: Math.max(...ofPage.map(endOf)),
		}))
		.toSorted((a, b) => a.from - b.from);
}

const endOf = ({ time, detail }: NetworkEntry): number => time + (detail.durationMs ?? 0);

export interface Phase {
	readonly name: "queued" | "connect" | "wait" | "receive";
	/** Percent of the scale. */
	readonly left: number;
	readonly width: number;
}

/** The parts of a request as bars on its page's scale. */
export function phasesOf({ time, detail }: NetworkEntry, { from, to }: PageLoad): readonly Phase[] {
	const span = Math.max(to - from, 1);
	const phases: Phase[] = [];
	let at = time - from;
	for (const [name, ms] of partsOf(detail.timings, detail.durationMs ?? 0)) {
		if (ms > 0) phases.push({ name, left: (at / span) * 100, width: (ms / span) * 100 });
		at += ms;
	}
	return phases;
}

function partsOf(
	timings: NetworkTimings | undefined,
	durationMs: number,
): readonly (readonly [Phase["name"], number])[] {
	if (timings === undefined) return [["wait", durationMs]];
	const { blockedMs = 0, dnsMs = 0, connectMs = 0, sendMs = 0, waitMs = 0, receiveMs = 0 } = timings;
	return [
		["queued", blockedMs],
		["connect", dnsMs + connectMs],
		["wait", sendMs + waitMs],
		["receive", receiveMs],
	];
}

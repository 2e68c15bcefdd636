import type { EntryOf, NetworkTimings } from "../../../domain/entry.ts";

type NetworkEntry = EntryOf<"network">;
type Page = EntryOf<"navigation">;

/** The requests of one page, on a time scale of their own. */
export interface PageLoad {
	/** The page that they are of; absent for those before any. */
	readonly page: Page | undefined;
	readonly requests: readonly NetworkEntry[];
	/** Epoch milliseconds. */
	readonly from: number;
	readonly to: number;
}

/**
 * Requests by the page that they were of: that of the last document which its tab had asked for by then. `all` has the
 * documents; where they are not among them it is the last page that had begun when the request ended.
 */
export function loadsOf(
	requests: readonly NetworkEntry[],
	all: readonly NetworkEntry[],
	navigations: readonly Page[],
): readonly PageLoad[] {
	const pages = navigations.filter(({ detail }) => !detail.isSameDocument);
	const documents = all
		.flatMap((request) => {
			const page = pageFrom(request, pages);
			return page === undefined ? [] : [{ request, page }];
		})
		.toSorted((a, b) => a.request.time - b.request.time);
	const loads = new Map<Page | undefined, NetworkEntry[]>();
	for (const request of requests) {
		const isOfTab = ({ targetId }: NetworkEntry | Page) => targetId === request.targetId;
		const document = documents.findLast((each) => isOfTab(each.request) && each.request.time <= request.time);
		const page = document?.page ?? pages.findLast((each) => isOfTab(each) && each.time <= endOf(request));
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

/** The page that came of a request: the first that its tab went to after it, if it is a document and of that address or leads there. */
const pageFrom = (
	{ time, targetId, detail: { type, url, redirectTo } }: NetworkEntry,
	pages: readonly Page[],
): Page | undefined => {
	if (type !== "Document") return undefined;
	const next = pages.find((page) => page.targetId === targetId && page.time >= time);
	return next !== undefined && [url, redirectTo].includes(next.detail.url) ? next : undefined;
};

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

import { FairShare } from "../../lib/turns-of-others.ts";
import type { Entry, Header, NetworkDetail } from "../../domain/entry.ts";

export type NetworkEntry = Extract<Entry, { kind: "network" }>;

/** Characters that are sent at once. */
const PIECE = 65_536;
/** What an entry costs: its address is taken apart, and all of it written. */
const STEPS_AN_ENTRY = 20_000;

/**
 * Of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec), what a log without bodies can fill; as JSON, piece by
 * piece, with turns for others in between.
 */
export async function* harFrom(
	requests: readonly NetworkEntry[],
	navigations: readonly Entry[],
): AsyncGenerator<string, void> {
	const share = new FairShare();
	const pages = navigations.filter((entry) => entry.kind === "navigation" && !entry.detail.isSameDocument);
	const head = {
		version: "1.2",
		creator: { name: "Berth", version: "1" },
		pages: pages.map(({ seq, time, text }) => ({
			startedDateTime: new Date(time).toISOString(),
			id: `page_${seq}`,
			title: text,
			pageTimings: { onContentLoad: -1, onLoad: -1 },
		})),
	};
	let piece = `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`;
	const pagesOf = new Map(
		[...Map.groupBy(pages, ({ targetId }) => targetId)].map(([id, all]) => [id, inTime(all)]),
	);
	for (const [index, request] of inTime(requests).entries()) {
		const page = pageOf(request, pagesOf.get(request.targetId) ?? []);
		piece += (index === 0 ? "" : ",") + JSON.stringify(harEntry(request, page));
		await share.took(STEPS_AN_ENTRY);
		if (piece.length < PIECE) continue;
		yield piece;
		piece = "";
	}
	yield `${piece}]}}`;
}

const inTime = <E extends Entry>(entries: readonly E[]): readonly E[] =>
	entries.toSorted((a, b) => a.time - b.time);

/** The page that a request was of: the last one of its target, whose `pages` are in order, that had begun when it ended. */
function pageOf({ time, detail }: NetworkEntry, pages: readonly Entry[]): string | undefined {
	const end = time + (detail.durationMs ?? 0);
	// A document is asked for before its page is there.
	const until = detail.type === "Document" ? end + 1_000 : end;
	let begun = 0;
	let after = pages.length;
	while (begun < after) {
		const middle = (begun + after) >>> 1;
		if ((pages[middle]?.time ?? Infinity) <= until) begun = middle + 1;
		else after = middle;
	}
	const page = pages[begun - 1];
	return page && `page_${page.seq}`;
}

function harEntry({ time, detail }: NetworkEntry, pageref: string | undefined) {
	const { timings = {}, durationMs } = detail;
	// `connect` holds `ssl`, and a part that did not happen is -1.
	const parts = {
		blocked: timings.blockedMs ?? -1,
		dns: timings.dnsMs ?? -1,
		connect: timings.connectMs ?? -1,
		send: timings.sendMs ?? 0,
		wait: timings.waitMs ?? durationMs ?? 0,
		receive: timings.receiveMs ?? 0,
		ssl: timings.sslMs ?? -1,
	};
	const { ssl: _, ...summed } = parts;
	const total = Object.values(summed).reduce((sum, ms) => sum + Math.max(ms, 0), 0);
	return {
		...(pageref !== undefined && { pageref }),
		startedDateTime: new Date(time).toISOString(),
		time: total,
		request: requestOf(detail),
		response: responseOf(detail),
		cache: {},
		timings: parts,
		...(detail.remoteAddress !== undefined && {
			serverIPAddress: detail.remoteAddress.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"),
		}),
		...(detail.failure !== undefined && { comment: detail.failure }),
		_resourceType: detail.type.toLowerCase(),
		...(detail.from !== undefined && { _fromCache: detail.from }),
	};
}

const requestOf = ({ method, url, protocol, requestHeaders = [] }: NetworkDetail) => ({
	method,
	url,
	httpVersion: protocol ?? "",
	cookies: [],
	headers: pairs(requestHeaders),
	queryString: queryOf(url),
	headersSize: -1,
	bodySize: -1,
});

function responseOf(detail: NetworkDetail) {
	const { status = 0, statusText = "", protocol, responseHeaders = [], mimeType = "", failure } = detail;
	return {
		status,
		statusText,
		httpVersion: protocol ?? "",
		cookies: [],
		headers: pairs(responseHeaders),
		content: { size: detail.bodyBytes ?? 0, mimeType },
		redirectURL: detail.redirectTo ?? "",
		headersSize: -1,
		bodySize: -1,
		_transferSize: detail.transferredBytes ?? 0,
		...(failure !== undefined && { _error: failure }),
	};
}

const pairs = (headers: readonly Header[]) => headers.map(({ name, value }) => ({ name, value }));

const queryOf = (url: string) =>
	[...(URL.parse(url)?.searchParams ?? [])].map(([name, value]) => ({ name, value }));

import type { Entry, Header, NetworkDetail } from "../../domain/entry.ts";

export type NetworkEntry = Extract<Entry, { kind: "network" }>;

/** Of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec), what a log without bodies can fill. */
export function harFrom(requests: readonly NetworkEntry[], navigations: readonly Entry[]) {
	const pages = navigations.filter((entry) => entry.kind === "navigation" && !entry.detail.isSameDocument);
	return {
		log: {
			version: "1.2",
			creator: { name: "Berth", version: "1" },
			pages: pages.map(({ seq, time, text }) => ({
				startedDateTime: new Date(time).toISOString(),
				id: `page_${seq}`,
				title: text,
				pageTimings: { onContentLoad: -1, onLoad: -1 },
			})),
			entries: requests
				.toSorted((a, b) => a.time - b.time)
				.map((request) => harEntry(request, pageOf(request, pages))),
		},
	};
}

/** The page that a request was of: the last one of its target that had begun when it ended. */
function pageOf({ targetId, time, detail }: NetworkEntry, pages: readonly Entry[]): string | undefined {
	const end = time + (detail.durationMs ?? 0);
	// A document is asked for before its page is there.
	const until = detail.type === "Document" ? end + 1_000 : end;
	const page = pages.findLast((each) => each.targetId === targetId && each.time <= until);
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

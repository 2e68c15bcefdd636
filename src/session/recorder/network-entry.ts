import { z } from "zod";
import type { EntryLevel, Header, NetworkDetail, NewEntry } from "../../domain/entry.ts";
import { redactHeader, shownUrl } from "../../lib/redact.ts";
import { resourceTiming, timingsOf } from "./network-timings.ts";

/** Of a data URL: it holds what would be the body. */
const MOST_OF_DATA = 100;

export const headers = z.record(z.string(), z.string());

export const response = z.object({
	url: z.string(),
	status: z.number(),
	statusText: z.string(),
	headers,
	mimeType: z.string(),
	remoteIPAddress: z.string().optional(),
	remotePort: z.number().optional(),
	protocol: z.string().optional(),
	fromDiskCache: z.boolean().optional(),
	fromServiceWorker: z.boolean().optional(),
	fromPrefetchCache: z.boolean().optional(),
	encodedDataLength: z.number(),
	timing: resourceTiming.optional(),
});
type Response = z.infer<typeof response>;

/** A request that has not ended. */
export interface OpenRequest {
	readonly url: string;
	readonly method: string;
	readonly type: string;
	readonly requestHeaders: Readonly<Record<string, string>>;
	/** CDP's monotonic clock, in seconds. */
	readonly startedAt: number;
	/** Epoch milliseconds. */
	readonly time: number;
	response?: Response;
	isCached?: boolean;
	bodyBytes: number;
}

/** How a request ended. */
export interface RequestEnd {
	/** CDP's monotonic clock, in seconds; absent for a request that has not ended. */
	readonly at?: number | undefined;
	readonly failure?: string;
	readonly isCanceled?: boolean;
	readonly transferredBytes?: number;
	readonly redirectTo?: string;
	readonly status?: number;
	readonly statusText?: string;
}

/** The entry of a request; without an `end` nobody will hear of it. */
export function networkEntry(targetId: string, request: OpenRequest, end: RequestEnd | undefined): NewEntry {
	const detail = detailOf(request, end);
	const { failure, status } = detail;
	const outcome = [status, failure].filter((part) => part !== undefined).join(" ") || "unfinished";
	return {
		time: Math.round(request.time),
		kind: "network",
		level: levelOf(detail, end?.isCanceled === true),
		text: `${detail.method} ${detail.url} ${outcome}`,
		targetId,
		detail,
	};
}

/** What a page itself calls off has not gone wrong. */
function levelOf({ status = 0, failure }: NetworkDetail, isCanceled: boolean): EntryLevel {
	if ((failure !== undefined && !isCanceled) || status >= 500) return "error";
	return status >= 400 || isCanceled ? "warning" : "info";
}

function detailOf(request: OpenRequest, end: RequestEnd | undefined): NetworkDetail {
	const { response: answer, startedAt } = request;
	const seconds = end?.at === undefined ? Number.NaN : end.at - startedAt;
	return {
		url: shownUrl(request.url, MOST_OF_DATA),
		method: request.method,
		status: answer?.status ?? end?.status,
		statusText: answer?.statusText ?? end?.statusText,
		type: request.type,
		mimeType: answer?.mimeType,
		protocol: answer?.protocol,
		remoteAddress: answer?.remoteIPAddress && `${answer.remoteIPAddress}:${answer.remotePort ?? 0}`,
		from: sourceOf(request),
		failure: end?.failure,
		redirectTo: end?.redirectTo && shownUrl(end.redirectTo, MOST_OF_DATA),
		durationMs: Number.isNaN(seconds) ? undefined : milliseconds(seconds),
		timings: answer?.timing && timingsOf(answer.timing, startedAt, end?.at),
		transferredBytes: end?.transferredBytes,
		bodyBytes: answer && request.bodyBytes,
		requestHeaders: shownHeaders(request.requestHeaders),
		responseHeaders: answer && shownHeaders(answer.headers),
		isFinished: end !== undefined,
	};
}

function sourceOf({ response: answer, isCached }: OpenRequest): NetworkDetail["from"] {
	if (isCached === true) return "memory";
	if (answer?.fromServiceWorker === true) return "service-worker";
	if (answer?.fromDiskCache === true) return "disk";
	return answer?.fromPrefetchCache === true ? "prefetch" : undefined;
}

const shownHeaders = (given: Readonly<Record<string, string>>): Header[] =>
	Object.entries(given).map(([name, value]) => ({ name, value: redactHeader(name, value) }));

const milliseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1000;

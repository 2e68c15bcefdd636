import { z } from "zod";
import { isHarmlessHeader } from "../../lib/harmless-headers.ts";
import { redactHeader } from "../../lib/redact.ts";

/** Those that say what was carried and how, and nothing of who asked for it. */
const headers = z.record(z.string(), z.string()).transform((given) =>
	Object.fromEntries(
		Object.entries(given)
			.filter(([name]) => isHarmlessHeader(name))
			.map(([name, value]) => [name, redactHeader(name, value)]),
	),
);

const callFrame = z.object({
	functionName: z.string(),
	scriptId: z.string(),
	url: z.string(),
	lineNumber: z.number(),
	columnNumber: z.number(),
});

const initiator = z.object({
	type: z.string(),
	stack: z.object({ callFrames: z.array(callFrame) }).optional(),
	url: z.string().optional(),
	lineNumber: z.number().optional(),
	columnNumber: z.number().optional(),
	requestId: z.string().optional(),
});

const request = z.object({
	url: z.string(),
	urlFragment: z.string().optional(),
	method: z.string(),
	headers,
	mixedContentType: z.string().optional(),
	initialPriority: z.string(),
	referrerPolicy: z.string(),
	isLinkPreload: z.boolean().optional(),
	isSameSite: z.boolean().optional(),
});

const response = z.object({
	url: z.string(),
	status: z.number(),
	statusText: z.string(),
	headers,
	mimeType: z.string(),
	charset: z.string().optional(),
	connectionReused: z.boolean(),
	connectionId: z.number(),
	remoteIPAddress: z.string().optional(),
	remotePort: z.number().optional(),
	fromDiskCache: z.boolean().optional(),
	fromServiceWorker: z.boolean().optional(),
	fromPrefetchCache: z.boolean().optional(),
	fromEarlyHints: z.boolean().optional(),
	encodedDataLength: z.number(),
	timing: z.record(z.string(), z.number()).optional(),
	responseTime: z.number().optional(),
	protocol: z.string().optional(),
	securityState: z.string(),
});

const requestId = z.string();
const timestamp = z.number();

/**
 * The events of a request with the fields that are shown of each, of those that are shown at all. Not among the fields:
 * cookies, bodies, and `hasExtraInfo`, for which a front end would wait. Not among the events: `…ExtraInfo`, which are
 * the headers as they were sent, and messages of sockets and event streams.
 */
const REQUEST_EVENTS: Readonly<Record<string, z.ZodType<object>>> = {
	"Network.requestWillBeSent": z.object({
		requestId,
		loaderId: z.string(),
		documentURL: z.string(),
		request,
		timestamp,
		wallTime: z.number(),
		initiator,
		redirectResponse: response.optional(),
		type: z.string().optional(),
		frameId: z.string().optional(),
		hasUserGesture: z.boolean().optional(),
		renderBlockingBehavior: z.string().optional(),
	}),
	"Network.requestServedFromCache": z.object({ requestId }),
	"Network.resourceChangedPriority": z.object({ requestId, newPriority: z.string(), timestamp }),
	"Network.responseReceived": z.object({
		requestId,
		loaderId: z.string(),
		timestamp,
		type: z.string(),
		response,
		frameId: z.string().optional(),
	}),
	"Network.dataReceived": z.object({
		requestId,
		timestamp,
		dataLength: z.number(),
		encodedDataLength: z.number(),
	}),
	"Network.loadingFinished": z.object({ requestId, timestamp, encodedDataLength: z.number() }),
	"Network.loadingFailed": z.object({
		requestId,
		timestamp,
		type: z.string(),
		errorText: z.string(),
		canceled: z.boolean().optional(),
		blockedReason: z.string().optional(),
	}),
	"Network.webSocketCreated": z.object({ requestId, url: z.string(), initiator: initiator.optional() }),
	"Network.webSocketWillSendHandshakeRequest": z.object({
		requestId,
		timestamp,
		wallTime: z.number(),
		request: z.object({ headers }),
	}),
	"Network.webSocketHandshakeResponseReceived": z.object({
		requestId,
		timestamp,
		response: z.object({ status: z.number(), statusText: z.string(), headers }),
	}),
	"Network.webSocketClosed": z.object({ requestId, timestamp }),
};

/** What a read-only connection is shown of an event of a request, but for the addresses in it; `undefined` if nothing. */
export const harmlessRequest = (method: string, params: unknown): object | undefined =>
	Object.hasOwn(REQUEST_EVENTS, method) ? REQUEST_EVENTS[method]?.safeParse(params).data : undefined;

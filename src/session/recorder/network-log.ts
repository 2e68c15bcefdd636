import { z } from "zod";
import type { CdpEvent } from "../../browser/cdp.ts";
import type { NewEntry } from "../../domain/entry.ts";
import { headers, networkEntry, type OpenRequest, type RequestEnd, response } from "./network-entry.ts";

/** How often those that do not end are looked for, and when one counts as such: with an answer, and without. */
const SWEEP_MS = 2_500;
const ANSWERED_PATIENCE_MS = 5_000;
const PATIENCE_MS = 60_000;
/** Requests that have not ended; of more the oldest are written down as they are. */
const MOST_OPEN = 1_000;

const events = {
	"Network.requestWillBeSent": z.object({
		requestId: z.string(),
		request: z.object({ url: z.string(), method: z.string(), headers }),
		timestamp: z.number(),
		wallTime: z.number(),
		type: z.string().optional(),
		redirectResponse: response.optional(),
	}),
	"Network.requestServedFromCache": z.object({ requestId: z.string() }),
	"Network.responseReceived": z.object({ requestId: z.string(), type: z.string(), response }),
	"Network.dataReceived": z.object({ requestId: z.string(), dataLength: z.number() }),
	"Network.loadingFinished": z.object({
		requestId: z.string(),
		timestamp: z.number(),
		encodedDataLength: z.number(),
	}),
	"Network.loadingFailed": z.object({
		requestId: z.string(),
		timestamp: z.number(),
		errorText: z.string(),
		canceled: z.boolean().optional(),
		blockedReason: z.string().optional(),
	}),
	"Network.webSocketCreated": z.object({ requestId: z.string(), url: z.string() }),
	"Network.webSocketHandshakeResponseReceived": z.object({
		requestId: z.string(),
		timestamp: z.number(),
		response: z.object({ status: z.number(), statusText: z.string(), headers }),
	}),
	"Network.webSocketClosed": z.object({ requestId: z.string(), timestamp: z.number() }),
};

/** The requests of one target: each is an entry once it has ended. */
export class NetworkLog {
	readonly #add: (entry: NewEntry) => void;
	readonly #targetId: string;
	readonly #open = new Map<string, OpenRequest>();
	#sweep: ReturnType<typeof setInterval> | null = null;

	constructor(targetId: string, add: (entry: NewEntry) => void) {
		this.#targetId = targetId;
		this.#add = add;
	}

	/** Takes in an event of the `Network` domain. */
	receive({ method, params }: CdpEvent): void {
		switch (method) {
			case "Network.requestWillBeSent":
				return this.#sent(events[method].safeParse(params).data);
			case "Network.requestServedFromCache":
				return this.#change(events[method].safeParse(params).data, (request) => (request.isCached = true));
			case "Network.responseReceived": {
				const { data } = events[method].safeParse(params);
				return this.#change(data, (request) => data && (request.response = data.response));
			}
			case "Network.dataReceived": {
				const { data } = events[method].safeParse(params);
				return this.#change(data, (request) => (request.bodyBytes += data?.dataLength ?? 0));
			}
			case "Network.loadingFinished": {
				const { data } = events[method].safeParse(params);
				return (
					data && this.#end(data.requestId, { at: data.timestamp, transferredBytes: data.encodedDataLength })
				);
			}
			case "Network.loadingFailed": {
				const { data } = events[method].safeParse(params);
				if (data === undefined) return;
				const failure =
					data.errorText || data.blockedReason || (data.canceled ? "net::ERR_ABORTED" : "failed");
				return this.#end(data.requestId, { at: data.timestamp, failure, isCanceled: data.canceled === true });
			}
			case "Network.webSocketCreated":
				return this.#socketCreated(events[method].safeParse(params).data);
			case "Network.webSocketHandshakeResponseReceived": {
				const { data } = events[method].safeParse(params);
				return data && this.#end(data.requestId, data.response);
			}
			case "Network.webSocketClosed": {
				const { data } = events[method].safeParse(params);
				// One that was open has its entry since it opened.
				return data && this.#end(data.requestId, { failure: "net::ERR_CONNECTION_FAILED" });
			}
			default:
		}
	}

	/** Writes down what has not ended, because nobody will hear of its end. */
	close(): void {
		if (this.#sweep !== null) clearInterval(this.#sweep);
		this.#sweep = null;
		for (const requestId of [...this.#open.keys()]) this.#end(requestId, undefined);
	}

	#sent(data: z.infer<(typeof events)["Network.requestWillBeSent"]> | undefined): void {
		if (data === undefined) return;
		const { requestId, request, redirectResponse } = data;
		if (redirectResponse !== undefined) {
			this.#change(data, (before) => (before.response = redirectResponse));
			const transferredBytes = redirectResponse.encodedDataLength;
			this.#end(requestId, { at: data.timestamp, redirectTo: request.url, transferredBytes });
		}
		const [oldest] = this.#open.keys();
		if (oldest !== undefined && this.#open.size >= MOST_OPEN) this.#end(oldest, undefined);
		this.#sweep ??= setInterval(() => this.#writeEndless(), SWEEP_MS);
		this.#open.set(requestId, {
			url: request.url,
			method: request.method,
			type: data.type ?? "Other",
			requestHeaders: request.headers,
			startedAt: data.timestamp,
			time: data.wallTime * 1000,
			bodyBytes: 0,
		});
	}

	/** A body that nobody reads has no end in CDP, and a request for a stream none in sight. */
	#writeEndless(): void {
		const now = Date.now();
		for (const [requestId, { time, response: answer }] of this.#open)
			if (now > time + (answer === undefined ? PATIENCE_MS : ANSWERED_PATIENCE_MS))
				this.#end(requestId, undefined);
		if (this.#open.size > 0 || this.#sweep === null) return;
		clearInterval(this.#sweep);
		this.#sweep = null;
	}

	#socketCreated(data: z.infer<(typeof events)["Network.webSocketCreated"]> | undefined): void {
		if (data === undefined) return;
		const { requestId, url } = data;
		const request = { url, method: "GET", type: "WebSocket", requestHeaders: {} };
		this.#open.set(requestId, { ...request, startedAt: Number.NaN, time: Date.now(), bodyBytes: 0 });
	}

	#change(data: { readonly requestId: string } | undefined, change: (request: OpenRequest) => void): void {
		const request = data && this.#open.get(data.requestId);
		if (request !== undefined) change(request);
	}

	#end(requestId: string, end: RequestEnd | undefined): void {
		const request = this.#open.get(requestId);
		if (request === undefined) return;
		this.#open.delete(requestId);
		this.#add(networkEntry(this.#targetId, request, end));
	}
}

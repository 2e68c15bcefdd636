import { encodeBase64 } from "hono/utils/encode";
import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import { log } from "../../lib/log.ts";
import type { TargetWatcher } from "./target-tree.ts";

/** Which requests are held, in CDP's words. */
export interface RequestPattern {
	/** Absent for all. */
	readonly resourceType?: "Document" | "Other";
	/** Of the URL, where `*` is anything; absent for all. */
	readonly urlPattern?: string;
	readonly requestStage: "Request" | "Response";
}

const header = z.object({ name: z.string(), value: z.string() });

const paused = z.object({
	requestId: z.string(),
	/** Of the requests of workers for several pages there is none. */
	frameId: z.string().default(""),
	resourceType: z.string(),
	request: z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) }),
	responseErrorReason: z.string().optional(),
	responseStatusCode: z.number().optional(),
	responseHeaders: z.array(header).optional(),
});

export type PausedRequest = z.infer<typeof paused>;
export type Header = z.infer<typeof header>;

/** An answer that no server has given. */
export interface GivenAnswer {
	readonly status: number;
	readonly headers: readonly Header[];
	readonly body: string;
}

/** Such an answer as `Fetch.fulfillRequest` takes it. */
export const fulfilment = ({ status, headers, body }: GivenAnswer) => ({
	responseCode: status,
	responseHeaders: headers,
	body: encodeBase64(encoder.encode(body).buffer),
});

/** Who has a say in the browser's requests. */
export interface RequestGuard {
	readonly patterns: readonly RequestPattern[];
	/** Whether a browser that holds no requests is used all the same. */
	readonly isOptional?: boolean;
	/** An answer to a request in the place of the server's, which is then not asked. */
	answerFor?(request: PausedRequest): GivenAnswer | undefined | Promise<GivenAnswer | undefined>;
	/** Headers for a request that is about to be sent, in place of its own. */
	headersFor?(request: PausedRequest): readonly Header[] | undefined;
	/** An answer is there. Whoever takes it, which `true` says, continues it too. */
	takesAnswer?(cdp: CdpClient, answer: PausedRequest): boolean;
}

/**
 * Holds requests of the whole browser for those who have a say in them. It is the one place that does: on a connection each
 * `Fetch.enable` takes the place of the one before.
 */
export class RequestGate implements TargetWatcher {
	readonly #guards: readonly RequestGuard[];

	/** To be asked in this order. */
	constructor(guards: readonly RequestGuard[]) {
		this.#guards = guards;
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		const stop = cdp.listen((event) => this.#pass(cdp, event));
		const holding = await cdp.send("Fetch.enable", {
			patterns: this.#guards.flatMap(({ patterns }) => patterns),
		});
		if (holding.ok) return ok(undefined);
		stop();
		if (!this.#guards.every(({ isOptional }) => isOptional === true)) return holding;
		log("warn", "gate.unavailable", { why: holding.problem.message });
		return ok(undefined);
	}

	#pass(cdp: CdpClient, { method, params, sessionId }: CdpEvent): void {
		if (method !== "Fetch.requestPaused" || sessionId !== undefined) return;
		const { data } = paused.safeParse(params);
		if (data === undefined) return;
		const { requestId, responseStatusCode, responseErrorReason } = data;
		if (responseStatusCode === undefined && responseErrorReason === undefined)
			this.#send(cdp, data, this.#guards);
		else if (!this.#guards.some((guard) => guard.takesAnswer?.(cdp, data) === true))
			cdp.post("Fetch.continueRequest", { requestId });
	}

	/** `guards` are those that have not been asked yet. */
	#send(cdp: CdpClient, request: PausedRequest, guards: readonly RequestGuard[]): void {
		for (const [at, guard] of guards.entries()) {
			const given = guard.answerFor?.(request);
			if (given instanceof Promise) {
				void given.then((later) =>
					later === undefined
						? this.#send(cdp, request, guards.slice(at + 1))
						: fulfil(cdp, request.requestId, later),
				);
				return;
			}
			if (given !== undefined) {
				fulfil(cdp, request.requestId, given);
				return;
			}
		}
		const headers = firstOf(this.#guards, (guard) => guard.headersFor?.(request));
		cdp.post("Fetch.continueRequest", { requestId: request.requestId, ...(headers && { headers }) });
	}
}

function fulfil(cdp: CdpClient, requestId: string, given: GivenAnswer): void {
	cdp.post("Fetch.fulfillRequest", { requestId, ...fulfilment(given) });
}

const encoder = new TextEncoder();

/** What the first guard says that has something to say. */
function firstOf<T>(
	guards: readonly RequestGuard[],
	ask: (guard: RequestGuard) => T | undefined,
): T | undefined {
	for (const guard of guards) {
		const said = ask(guard);
		if (said !== undefined) return said;
	}
	return undefined;
}

import { z } from "zod";
import type { CdpClient, CdpEvent } from "../browser/cdp.ts";
import { ok, type Result } from "../domain/result.ts";
import type { TargetWatcher } from "./target-tree.ts";

/** Which requests are held, in CDP's words. */
export interface RequestPattern {
	readonly resourceType: "Document" | "Other";
	readonly requestStage: "Request" | "Response";
}

const header = z.object({ name: z.string(), value: z.string() });

const paused = z.object({
	requestId: z.string(),
	frameId: z.string(),
	request: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
	responseErrorReason: z.string().optional(),
	responseStatusCode: z.number().optional(),
	responseHeaders: z.array(header).optional(),
});

export type PausedRequest = z.infer<typeof paused>;
export type Header = z.infer<typeof header>;

/** Who has a say in the browser's requests. */
export interface RequestGuard {
	readonly patterns: readonly RequestPattern[];
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
		return holding;
	}

	#pass(cdp: CdpClient, { method, params, sessionId }: CdpEvent): void {
		if (method !== "Fetch.requestPaused" || sessionId !== undefined) return;
		const { data } = paused.safeParse(params);
		if (data === undefined) return;
		const { requestId, responseStatusCode, responseErrorReason } = data;
		if (responseStatusCode === undefined && responseErrorReason === undefined) {
			const headers = this.#guards
				.map((guard) => guard.headersFor?.(data))
				.find((each) => each !== undefined);
			void cdp.send("Fetch.continueRequest", { requestId, ...(headers && { headers }) });
		} else if (!this.#guards.some((guard) => guard.takesAnswer?.(cdp, data) === true))
			void cdp.send("Fetch.continueRequest", { requestId });
	}
}

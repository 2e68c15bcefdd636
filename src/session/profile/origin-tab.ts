import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import type { WorkTabs } from "../../browser/work-tabs.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { settled } from "../../lib/timeout.ts";

const WORLD = "berth-profile";
const CLOSE_PATIENCE_MS = 2_000;

const attached = z.object({ sessionId: z.string() });
const navigated = z.object({ frameId: z.string(), errorText: z.string().optional() });
const world = z.object({ executionContextId: z.number() });
const called = z.object({
	result: z.object({ value: z.unknown().optional() }),
	exceptionDetails: z
		.object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() })
		.optional(),
});
const paused = z.object({
	requestId: z.string(),
	request: z.object({ url: z.string() }),
	resourceType: z.string(),
});

/**
 * A tab that shows an empty page of any origin, for what the browser keeps of it. No site is asked for that page, and no
 * script of a site runs in it, not even its service worker.
 */
export class OriginTab {
	readonly #cdp: CdpClient;
	readonly #workTabs: WorkTabs;
	readonly #targetId: string;
	readonly #sessionId: string;
	readonly #stop: () => void;
	readonly #gone = Promise.withResolvers<void>();

	private constructor(cdp: CdpClient, workTabs: WorkTabs, targetId: string, sessionId: string) {
		this.#cdp = cdp;
		this.#workTabs = workTabs;
		this.#targetId = targetId;
		this.#sessionId = sessionId;
		this.#stop = cdp.listen((event) => this.#answer(event));
	}

	static async open(cdp: CdpClient, workTabs: WorkTabs): Promise<Result<OriginTab>> {
		const targetId = await workTabs.open(cdp);
		if (!targetId.ok) return targetId;
		const params = { targetId: targetId.value, flatten: true };
		const attachment = read(await cdp.send("Target.attachToTarget", params), attached);
		if (!attachment.ok) {
			await cdp.send("Target.closeTarget", { targetId: targetId.value });
			workTabs.forget(targetId.value);
			return attachment;
		}
		const opened = new OriginTab(cdp, workTabs, targetId.value, attachment.value.sessionId);
		const ready = await opened.#begin();
		if (ready.ok) return ok(opened);
		await opened.close();
		return ready;
	}

	async #begin(): Promise<Result<unknown>> {
		const steps: readonly [string, object][] = [
			["Network.enable", {}],
			["Network.setBypassServiceWorker", { bypass: true }],
			["Fetch.enable", { patterns: [{ urlPattern: "*" }] }],
		];
		for (const [method, params] of steps) {
			const done = await this.#send(method, params);
			if (!done.ok) return done;
		}
		return ok(undefined);
	}

	/** What a function gives, called with `argument` in a page of the origin, in a world of its own; plain data. */
	async call(
		origin: string,
		functionDeclaration: string,
		argument: object,
		timeoutMs: number,
	): Promise<Result<unknown>> {
		const page = read(await this.#send("Page.navigate", { url: `${origin}/` }), navigated);
		if (!page.ok) return page;
		const { frameId, errorText } = page.value;
		if (errorText !== undefined) return failed(errorText);
		const own = read(await this.#send("Page.createIsolatedWorld", { frameId, worldName: WORLD }), world);
		if (!own.ok) return own;
		const call = {
			functionDeclaration,
			executionContextId: own.value.executionContextId,
			arguments: [{ value: argument }],
			awaitPromise: true,
			returnByValue: true,
		};
		const answer = read(await this.#send("Runtime.callFunctionOn", call, timeoutMs), called);
		if (!answer.ok) return answer;
		const { result, exceptionDetails } = answer.value;
		if (exceptionDetails === undefined) return ok(result.value);
		return failed(exceptionDetails.exception?.description?.split("\n")[0] ?? exceptionDetails.text);
	}

	/** Resolves once the tab is gone, or does not go. */
	async close(): Promise<void> {
		const closing = await this.#cdp.send("Target.closeTarget", { targetId: this.#targetId });
		if (closing.ok) await settled(this.#gone.promise, CLOSE_PATIENCE_MS);
		this.#stop();
		this.#workTabs.forget(this.#targetId);
	}

	#send(method: string, params: object, timeoutMs?: number): Promise<Result<unknown>> {
		return this.#cdp.send(method, params, this.#sessionId, timeoutMs);
	}

	/** Gives an empty page for what is navigated to, and nothing else; notices that the tab is gone. */
	#answer({ method, params, sessionId }: CdpEvent): void {
		const detachment = method === "Target.detachedFromTarget" ? attached.safeParse(params).data : undefined;
		if (detachment?.sessionId === this.#sessionId) this.#gone.resolve();
		if (sessionId !== this.#sessionId || method !== "Fetch.requestPaused") return;
		const { data } = paused.safeParse(params);
		if (data === undefined) return;
		const { requestId, resourceType } = data;
		if (resourceType === "Document") {
			const responseHeaders = [{ name: "Content-Type", value: "text/html; charset=utf-8" }];
			void this.#send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders, body: "" });
		} else void this.#send("Fetch.failRequest", { requestId, errorReason: "BlockedByClient" });
	}
}

function read<T>(answer: Result<unknown>, schema: z.ZodType<T>): Result<T> {
	if (!answer.ok) return answer;
	const parsed = schema.safeParse(answer.value);
	return parsed.success ? ok(parsed.data) : failed("the browser answered with something else");
}

const failed = (why: string) => refuse(problem("command_failed", why));

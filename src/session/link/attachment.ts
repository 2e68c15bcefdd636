import { z } from "zod";
import { CONNECTION_CLOSED, type CdpClient } from "../../browser/cdp.ts";
import type { Result } from "../../domain/result.ts";
import { ok } from "../../domain/result.ts";

const attached = z.object({ sessionId: z.string() });
const detached = z.object({ sessionId: z.string() });

/** A CDP session of one target's own: what is set through it goes with it. */
export class Attachment {
	readonly #cdp: CdpClient;
	readonly #sessionId: string;
	#stopListening: () => void = () => {};

	private constructor(cdp: CdpClient, sessionId: string) {
		this.#cdp = cdp;
		this.#sessionId = sessionId;
	}

	static async to(cdp: CdpClient, targetId: string): Promise<Result<Attachment>> {
		const attachment = await cdp.ask(attached, "Target.attachToTarget", { targetId, flatten: true });
		return attachment.ok ? ok(new Attachment(cdp, attachment.value.sessionId)) : attachment;
	}

	/** `timeoutMs` is for a command that may take longer, or less, than the connection's others. */
	send(method: string, params: object = {}, timeoutMs?: number): Promise<Result<unknown>> {
		return this.#cdp.send(method, params, this.#sessionId, timeoutMs);
	}

	/** Like {@link CdpClient.ask}. */
	ask<T>(schema: z.ZodType<T>, method: string, params: object = {}, timeoutMs?: number): Promise<Result<T>> {
		return this.#cdp.ask(schema, method, params, this.#sessionId, timeoutMs);
	}

	/**
	 * Hands this session's events to `listener`, until it detaches; `Target.detachedFromTarget` too when the target has gone,
	 * and {@link CONNECTION_CLOSED} when the connection has.
	 */
	listen(listener: (method: string, params: unknown) => void): void {
		this.#stopListening();
		this.#stopListening = this.#cdp.listen(({ method, params, sessionId }) => {
			const isOwn = sessionId === this.#sessionId;
			const isEnd =
				method === "Target.detachedFromTarget" &&
				detached.safeParse(params).data?.sessionId === this.#sessionId;
			if (isOwn || isEnd || method === CONNECTION_CLOSED) listener(method, params);
		});
	}

	async detach(): Promise<void> {
		this.#stopListening();
		await this.#cdp.send("Target.detachFromTarget", { sessionId: this.#sessionId });
	}
}

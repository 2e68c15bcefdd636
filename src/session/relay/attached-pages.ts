import { z } from "zod";
import { parseJson } from "../../lib/json.ts";

/** Chrome writes the method first, so that looking for these costs nothing. */
const ATTACHED = '{"method":"Target.attachedToTarget"';
const DETACHED = '{"method":"Target.detachedFromTarget"';

const attached = z.object({
	params: z.object({ sessionId: z.string(), targetInfo: z.object({ targetId: z.string() }) }),
});
const detached = z.object({ params: z.object({ sessionId: z.string() }) });

/** The CDP sessions that a client has attached to targets over one socket, as the browser tells of them. */
export class AttachedPages {
	readonly #targets = new Map<string, string>();

	/** A message of the browser's passed by. */
	saw(data: string | ArrayBuffer): void {
		if (typeof data !== "string") return;
		if (data.startsWith(ATTACHED)) {
			const { data: event } = attached.safeParse(parseJson(data));
			if (event !== undefined) this.#targets.set(event.params.sessionId, event.params.targetInfo.targetId);
		} else if (data.startsWith(DETACHED)) {
			const { data: event } = detached.safeParse(parseJson(data));
			if (event !== undefined) this.#targets.delete(event.params.sessionId);
		}
	}

	targetOf(cdpSession: string): string | undefined {
		return this.#targets.get(cdpSession);
	}

	sessionsOf(targetId: string): readonly string[] {
		return [...this.#targets].filter(([, target]) => target === targetId).map(([session]) => session);
	}
}

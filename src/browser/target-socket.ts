import { z } from "zod";
import { BoundedSender } from "../lib/bounded-sender.ts";
import { parseJson } from "../lib/json.ts";
import { acceptForRelay, CLOSE, closeSocket, onSocketEnd } from "../lib/sockets.ts";
import { withTimeout } from "../lib/timeout.ts";
import type { Connection } from "./port.ts";

/** Nothing else is asked before it; later answers with this number are to the client's own questions. */
const ATTACH_ID = 1;

const attachment = z.object({
	id: z.literal(ATTACH_ID),
	result: z.object({ sessionId: z.string() }).optional(),
});
const detachment = z.object({
	method: z.literal("Target.detachedFromTarget"),
	params: z.object({ sessionId: z.string() }),
});
const message = z.looseObject({ sessionId: z.string().optional() });

/**
 * A socket to one target, as Chrome's own `/devtools/page/ID` is, made of one to the browser that nobody uses yet: what
 * endpoints behind a provider's gateway may not have. It closes with the target.
 */
export async function targetSocket(
	upstream: WebSocket,
	targetId: string,
	timeoutMs: number,
): Promise<Connection> {
	acceptForRelay(upstream);
	const attached = attach(upstream, targetId);
	const sessionId = await withTimeout(attached, timeoutMs, "attaching").catch(() => undefined);
	if (sessionId === undefined) {
		closeSocket(upstream);
		return { kind: "unreachable", detail: "not attached" };
	}
	const { 0: socket, 1: ours } = new WebSocketPair();
	acceptForRelay(ours);
	join(ours, upstream, sessionId);
	return { kind: "open", socket };
}

function attach(upstream: WebSocket, targetId: string): Promise<string | undefined> {
	const { promise, resolve } = Promise.withResolvers<string | undefined>();
	const onMessage = ({ data }: MessageEvent) => {
		const answer = attachment.safeParse(typeof data === "string" ? parseJson(data) : undefined);
		if (answer.success) resolve(answer.data.result?.sessionId);
	};
	upstream.addEventListener("message", onMessage);
	upstream.addEventListener("close", () => resolve(undefined));
	const params = { targetId, flatten: true };
	upstream.send(JSON.stringify({ id: ATTACH_ID, method: "Target.attachToTarget", params }));
	return promise.finally(() => upstream.removeEventListener("message", onMessage));
}

/** The target's session is the client's root: it goes without the name that the browser knows it by. */
function join(ours: WebSocket, upstream: WebSocket, sessionId: string): void {
	const toBrowser = new BoundedSender(upstream);
	// Chrome writes it last.
	const mark = `,"sessionId":"${sessionId}"}`;
	const close = (code: number, reason: string) => {
		closeSocket(upstream, code, reason);
		closeSocket(ours, code, reason);
	};
	upstream.addEventListener("message", ({ data }) => {
		toBrowser.heard();
		if (typeof data !== "string") return;
		if (data.endsWith(mark)) {
			ours.send(`${data.slice(0, -mark.length)}}`);
			return;
		}
		const { data: parsed } = message.safeParse(parseJson(data));
		if (parsed?.sessionId === sessionId) ours.send(JSON.stringify({ ...parsed, sessionId: undefined }));
		else if (parsed?.sessionId !== undefined) ours.send(data);
		else if (detachment.safeParse(parsed).data?.params.sessionId === sessionId) close(1000, "Target closed.");
	});
	ours.addEventListener("message", ({ data }) => {
		const { data: command } = message.safeParse(typeof data === "string" ? parseJson(data) : undefined);
		if (command !== undefined && !toBrowser.send(JSON.stringify({ sessionId, ...command })))
			close(CLOSE.policy, "The browser does not read what this client sends.");
	});
	for (const each of [ours, upstream]) onSocketEnd(each, ({ code, reason }) => close(code, reason));
}

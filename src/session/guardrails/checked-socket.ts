import { BoundedSender } from "../../lib/bounded-sender.ts";
import { acceptForRelay, CLOSE, closeSocket, onSocketEnd } from "../../lib/sockets.ts";
import type { AllowedHosts } from "../../domain/guardrails.ts";
import { judge } from "./judge.ts";

export interface CheckedSocket {
	/** For whoever wants to talk to the browser; not accepted yet. */
	readonly socket: WebSocket;
	close(code: number, reason: string): void;
	readonly closed: Promise<void>;
}

/** A socket to a browser on which no command goes through that guardrails refuse; `onRefused` is told of those. */
export function checkedSocket(
	upstream: WebSocket,
	hosts: AllowedHosts,
	onRefused: (method: string) => void,
): CheckedSocket {
	const { 0: socket, 1: ours } = new WebSocketPair();
	const { promise: closed, resolve } = Promise.withResolvers<void>();
	acceptForRelay(upstream);
	acceptForRelay(ours);
	const toBrowser = new BoundedSender(upstream);
	const close = (code: number, reason: string) => {
		closeSocket(upstream, code, reason);
		closeSocket(ours, code, reason);
		resolve();
	};
	upstream.addEventListener("message", ({ data }) => {
		toBrowser.heard();
		ours.send(data);
	});
	ours.addEventListener("message", ({ data }) => {
		if (upstream.readyState !== WebSocket.OPEN) return;
		// Chrome reads a binary message as it reads text.
		const verdict = judge(typeof data === "string" ? data : "", hosts);
		if (verdict.refused !== undefined) onRefused(verdict.refused);
		if (verdict.kind === "answered") ours.send(verdict.text);
		else if (!toBrowser.send(verdict.text))
			close(CLOSE.policy, "The browser does not read what this client sends.");
	});
	for (const each of [ours, upstream]) onSocketEnd(each, ({ code, reason }) => close(code, reason));
	return { socket, close, closed };
}

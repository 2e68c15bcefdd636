import type { ConnectionTransport } from "@cloudflare/puppeteer";
import { z } from "zod";
import { parseJson } from "../../lib/json.ts";
import { closeSocket, onSocketEnd } from "../../lib/sockets.ts";
import type { CommandFence } from "../fence/command-fence.ts";
import { ClientSessions } from "../link/client-sessions.ts";
import { RUN, type Starts } from "../link/starts.ts";

const run = z.object({ id: z.number(), method: z.literal(RUN), sessionId: z.string() });

/**
 * What puppeteer talks to the browser through: a socket that is there already. No command goes on that the fence refuses, and
 * a new target that a client holds begins when the client lets it.
 */
export function openTransport(
	socket: WebSocket,
	fence: CommandFence | undefined,
	starts: Starts,
): ConnectionTransport {
	const sessions = new ClientSessions(undefined);
	starts.add(sessions);
	const transport: ConnectionTransport = {
		send: (message) => {
			const verdict = fence?.judge(message);
			if (verdict?.kind === "answered") return answer(verdict.text);
			const text = verdict?.text ?? message;
			sessions.sent(text);
			if (!text.includes(RUN) || !isLeftToClients(text)) socket.send(text);
		},
		close: () => closeSocket(socket),
	};
	const answer = (text: string) => queueMicrotask(() => transport.onmessage?.(text));
	/** Puppeteer waits for the answer, and nothing more depends on when the target really begins. */
	const isLeftToClients = (text: string): boolean => {
		const { data } = run.safeParse(parseJson(text));
		const target = data && sessions.targetOf(data.sessionId);
		if (data === undefined || target === undefined) return false;
		const { id, sessionId } = data;
		answer(JSON.stringify({ id, result: {}, sessionId }));
		const begin = () => {
			if (socket.readyState === WebSocket.OPEN) socket.send(text);
		};
		starts.whenFree(target, begin, sessions);
		return true;
	};
	socket.addEventListener("message", ({ data }) => {
		if (typeof data !== "string") return;
		sessions.saw(data);
		transport.onmessage?.(data);
	});
	// A message over 32 MiB breaks the connection without closing it.
	onSocketEnd(socket, () => {
		closeSocket(socket);
		starts.remove(sessions);
		transport.onclose?.();
	});
	socket.accept();
	return transport;
}

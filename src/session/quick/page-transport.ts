import type { ConnectionTransport } from "@cloudflare/puppeteer";
import { z } from "zod";
import { parseJson } from "../../lib/json.ts";
import { closeSocket, onSocketEnd } from "../../lib/sockets.ts";

const command = z.object({ id: z.number(), method: z.string(), sessionId: z.string().optional() });

/** The sessions that puppeteer believes it has: with a tab, and with the page in it, which is the socket itself. */
const TAB_SESSION = "berth-tab";
const PAGE_SESSION = "berth-page";

/** What Chrome ends a message of a worker's or a frame's session with, and no other message. */
const OF_CHILD = /"sessionId":"[0-9A-F]{32}"\}$/;
const LONGEST_END = 60;

/**
 * What puppeteer talks to one page through: a socket that reaches that page and what belongs to it. Puppeteer drives
 * browsers, so it is answered as a browser would that has one tab (its own `ExtensionTransport` does the same).
 * Nothing of one page reaches the connection of another: a message over 32 MiB breaks one page's connection alone.
 * `onHeard` is called with each message of Chrome's.
 */
export function openPageTransport(
	socket: WebSocket,
	targetId: string,
	onHeard: () => void,
): ConnectionTransport {
	const info = (type: string, id: string) => ({
		targetId: id,
		type,
		title: "",
		url: "about:blank",
		attached: true,
		canAccessOpener: false,
	});
	const tab = info("tab", `tab-${targetId}`);
	const page = info("page", targetId);
	const attached = (targetInfo: object, sessionId: string, parent?: string) => ({
		method: "Target.attachedToTarget",
		params: { sessionId, targetInfo, waitingForDebugger: false },
		...(parent !== undefined && { sessionId: parent }),
	});
	const say = (message: object) => queueMicrotask(() => transport.onmessage?.(JSON.stringify(message)));

	/** What a browser with one tab answers; `undefined` where the page itself is asked. */
	const answerOf = (method: string, sessionId: string | undefined): object | undefined => {
		if (sessionId === TAB_SESSION) {
			if (method === "Target.setAutoAttach") say(attached(page, PAGE_SESSION, TAB_SESSION));
			return {};
		}
		if (sessionId !== undefined) return undefined;
		switch (method) {
			case "Browser.getVersion":
				return { protocolVersion: "1.3", product: "Chrome", revision: "", userAgent: "", jsVersion: "" };
			case "Target.getBrowserContexts":
				return { browserContextIds: [] };
			case "Target.setDiscoverTargets":
				say({ method: "Target.targetCreated", params: { targetInfo: tab } });
				say({ method: "Target.targetCreated", params: { targetInfo: page } });
				return {};
			case "Target.setAutoAttach":
				say(attached(tab, TAB_SESSION));
				return {};
			default:
				return {};
		}
	};

	const transport: ConnectionTransport = {
		send: (text) => {
			const { data } = command.safeParse(parseJson(text));
			if (data === undefined) return;
			const { id, method, sessionId } = data;
			const result = answerOf(method, sessionId);
			if (result !== undefined) say({ id, result, ...(sessionId !== undefined && { sessionId }) });
			else socket.send(sessionId === PAGE_SESSION ? withoutSession(text) : text);
		},
		close: () => closeSocket(socket),
	};
	socket.addEventListener("message", ({ data }) => {
		if (typeof data !== "string") return;
		onHeard();
		const isOfChild = OF_CHILD.test(data.slice(-LONGEST_END));
		transport.onmessage?.(isOfChild ? data : `${data.slice(0, -1)},"sessionId":"${PAGE_SESSION}"}`);
	});
	// A message over 32 MiB breaks the connection without closing it.
	onSocketEnd(socket, () => {
		closeSocket(socket);
		transport.onclose?.();
	});
	socket.accept();
	return transport;
}

function withoutSession(text: string): string {
	const { sessionId: _, ...message } = JSON.parse(text) as { sessionId: string };
	return JSON.stringify(message);
}

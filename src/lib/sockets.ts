/** Codes that a peer may be told, RFC 6455 section 7.4; 1005, 1006 and 1015 only ever describe a missing one. */
const isSendable = (code: number): boolean =>
	(code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) ||
	(code >= 3000 && code <= 4999);

const MAX_REASON_BYTES = 123;

/** The longest start of `text` that fits a close frame, cut between characters. */
function fitReason(text: string): string {
	const bytes = new Uint8Array(MAX_REASON_BYTES);
	const { read } = new TextEncoder().encodeInto(text, bytes);
	return text.slice(0, read);
}

/** Closes a socket whatever its state; a code that may not be sent becomes 1000, and a long reason is cut. */
export function closeSocket(socket: WebSocket, code = 1000, reason = ""): void {
	try {
		socket.close(isSendable(code) ? code : 1000, fitReason(reason));
	} catch {
		// Already closed, or never opened: nothing is left to close.
	}
}

export const isUpgrade = (request: Request): boolean =>
	request.headers.get("Upgrade")?.toLowerCase() === "websocket";

/**
 * Accepts one side of a proxied connection.
 * Half-open, so that a close is passed on by us and not answered early by the runtime; `arraybuffer`, because
 * compatibility dates from 2026-03-17 hand out Blobs otherwise.
 */
export function acceptForRelay(socket: WebSocket): void {
	socket.accept({ allowHalfOpen: true });
	socket.binaryType = "arraybuffer";
}

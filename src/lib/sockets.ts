/** RFC 6455 codes with which Berth closes a socket for what happened on it. */
export const CLOSE = { unsupported: 1003, policy: 1008, tooBig: 1009, lost: 1011 } as const;

/** How a socket closes, or is to. */
export interface SocketEnd {
	readonly code: number;
	readonly reason: string;
}

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

/** A connection whose other end is gone without having said why. */
export const LOST: SocketEnd = { code: CLOSE.lost, reason: "The connection to the browser was lost." };
/** What there is in place of a code then. */
const BROKEN_OFF = 1006;

/** Tells how a socket to a browser, or to whoever drives one, ends; it may do so more than once. */
export function onSocketEnd(socket: WebSocket, listener: (end: SocketEnd) => void): void {
	socket.addEventListener("close", ({ code, reason }) =>
		listener(code === BROKEN_OFF ? LOST : { code, reason }),
	);
	// The socket is dead, but not closed.
	socket.addEventListener("error", ({ message }) => listener(isTooBig(message) ? TOO_BIG : LOST));
}

/** 33,554,432 bytes are what workerd carries. A fault's own words are not told: they may hold an address. */
const TOO_BIG: SocketEnd = {
	code: CLOSE.tooBig,
	reason: "A message over 32 MiB can't pass: ask for less at once.",
};

/** Workerd names the rule of RFC 6455 that the other end has broken by the code for it. */
const isTooBig = (message: string): boolean =>
	message.includes(`protocolError.statusCode = ${CLOSE.tooBig};`);

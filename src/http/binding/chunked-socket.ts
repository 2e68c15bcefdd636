import { joinBytes } from "../../lib/join-bytes.ts";
import { closeSocket, onSocketEnd } from "../../lib/sockets.ts";

/*
 * How clients before version 1.1 of @cloudflare/puppeteer and 1.3 of @cloudflare/playwright speak: a message is its length in
 * four bytes, the least first, and its text in UTF-8, cut into binary frames. The newest @cloudflare/playwright-mcp on npm
 * (0.0.5) still depends on such a one.
 */

const MOST_FRAME_BYTES = 1_048_575;
const HEADER_BYTES = 4;
/** No more can pass, and the length is the client's to claim. */
const MOST_MESSAGE_BYTES = 32 * 1024 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The frames that carry a message. */
export function framesOf(text: string): readonly Uint8Array[] {
	const body = encoder.encode(text);
	const whole = new Uint8Array(HEADER_BYTES + body.length);
	new DataView(whole.buffer).setUint32(0, body.length, true);
	whole.set(body, HEADER_BYTES);
	const frames: Uint8Array[] = [];
	for (let at = 0; at < whole.length; at += MOST_FRAME_BYTES)
		frames.push(whole.subarray(at, at + MOST_FRAME_BYTES));
	return frames;
}

/** Puts frames together to messages again. */
export class FrameReader {
	#parts: Uint8Array[] = [];
	#missing = 0;

	/** The message that a frame completes; `undefined` while there is more to come, `null` for what is none. */
	read(frame: Uint8Array): string | undefined | null {
		if (this.#parts.length === 0) {
			if (frame.length < HEADER_BYTES) return null;
			const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
			if (length > MOST_MESSAGE_BYTES) return null;
			this.#missing = length + HEADER_BYTES;
		}
		this.#parts.push(frame);
		this.#missing -= frame.length;
		if (this.#missing > 0) return undefined;
		const whole = joinBytes(this.#parts);
		this.#parts = [];
		return this.#missing < 0 ? null : decoder.decode(whole.subarray(HEADER_BYTES));
	}
}

/** The answer to an old client's upgrade, from that to a new one's. */
export function chunked({ status, webSocket: browser, headers }: Response): Response {
	if (browser === null) return new Response(null, { status });
	const { 0: client, 1: server } = new WebSocketPair();
	const reader = new FrameReader();
	server.binaryType = "arraybuffer";
	server.addEventListener("message", ({ data }) => {
		// Each second it says `ping`, to keep the connection open.
		if (!(data instanceof ArrayBuffer)) return;
		const message = reader.read(new Uint8Array(data));
		if (message === null) closeSocket(server, 1002, "This is no frame of a message.");
		else if (message !== undefined) browser.send(message);
	});
	browser.addEventListener("message", ({ data }) => {
		if (typeof data === "string") for (const frame of framesOf(data)) server.send(frame);
	});
	const tie = (one: WebSocket, other: WebSocket) =>
		onSocketEnd(one, ({ code, reason }) => closeSocket(other, code, reason));
	tie(server, browser);
	tie(browser, server);
	server.accept();
	browser.accept();
	return new Response(null, { status: 101, webSocket: client, headers: { ...sessionIdIn(headers) } });
}

function sessionIdIn(headers: Headers): Record<string, string> {
	const id = headers.get("cf-browser-session-id");
	return id === null ? {} : { "cf-browser-session-id": id };
}

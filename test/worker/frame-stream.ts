import { exports } from "cloudflare:workers";
import { signFrameToken } from "../../src/links/frame-token.ts";
import type { Frame } from "../../src/session/frames/viewer.ts";
import { linkSourceOf, ORIGIN } from "./berth.ts";

export const frameToken = (sessionId: string, expiresInMs = 60_000): Promise<string> =>
	signFrameToken(linkSourceOf(sessionId), expiresInMs);

interface End {
	readonly reason: string;
	readonly text: string;
}

/** A reader of server-sent events, as far as streams of frames need one. */
export class FrameStream {
	readonly frames: Frame[] = [];
	readonly ids: number[] = [];
	comments = 0;
	end: End | undefined;
	isClosed = false;
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
	readonly #decoder = new TextDecoder();
	#text = "";
	#hasLeft = false;

	constructor(body: ReadableStream<Uint8Array>) {
		this.#reader = body.getReader();
	}

	/** Reads until the stream ends or {@link leave} is called. */
	read(): this {
		this.#readAll().catch((fault: unknown) => {
			if (!this.#hasLeft) throw fault;
		});
		return this;
	}

	leave(): Promise<void> {
		this.#hasLeft = true;
		return this.#reader.cancel();
	}

	async #readAll(): Promise<void> {
		for (;;) {
			const { done, value } = await this.#reader.read();
			if (done) break;
			this.#text += this.#decoder.decode(value, { stream: true });
			const events = this.#text.split("\n\n");
			this.#text = events.pop() ?? "";
			for (const event of events) this.#take(event);
		}
		this.isClosed = true;
	}

	#take(event: string): void {
		if (event === ":") this.comments += 1;
		const fields = new Map(
			event.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
		);
		const data = fields.get("data");
		if (data === undefined) return;
		this.ids.push(Number(fields.get("id")));
		if (fields.get("event") === "frame") this.frames.push(JSON.parse(data));
		else if (fields.get("event") === "end") this.end = JSON.parse(data);
	}
}

export const requestStream = (query: Record<string, string>, init: RequestInit = {}): Promise<Response> =>
	exports.default.fetch(`${ORIGIN}/stream/sse?${new URLSearchParams(query)}`, init);

/** Watches a session with a fresh frame token. */
export async function watch(
	sessionId: string,
	query: Record<string, string> = {},
	init: RequestInit = {},
): Promise<FrameStream> {
	const token = await frameToken(sessionId);
	const response = await requestStream({ session_id: sessionId, token, ...query }, init);
	if (response.status !== 200 || response.body === null)
		throw new Error(`no stream: ${response.status} ${await response.text()}`);
	return new FrameStream(response.body).read();
}

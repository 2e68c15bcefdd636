import { exports } from "cloudflare:workers";
import { ORIGIN } from "./berth.ts";

/** A reader of a session's events that keeps the text of what came. */
export class EventReader {
	text = "";
	isClosed = false;

	/** Reads in the background until the stream ends. */
	static async open(sessionId: string, headers: Record<string, string>): Promise<EventReader> {
		const response = await exports.default.fetch(`${ORIGIN}/berth/v1/sessions/${sessionId}/events`, {
			headers,
		});
		if (response.status !== 200 || response.body === null)
			throw new Error(`no stream: ${response.status} ${await response.text()}`);
		const reader = new EventReader();
		void reader.#read(response.body);
		return reader;
	}

	/** What the event `end` said. */
	get end(): unknown {
		const data = /event: end\ndata: (.+)\n\n/.exec(this.text)?.[1];
		return data === undefined ? undefined : (JSON.parse(data) as unknown);
	}

	async #read(body: ReadableStream<Uint8Array>): Promise<void> {
		for await (const text of body.pipeThrough(new TextDecoderStream())) this.text += text;
		this.isClosed = true;
	}
}

import { createParser, type EventSourceMessage } from "eventsource-parser";

export interface StreamEvent {
	readonly id: number;
	readonly name: string;
	readonly data: Readonly<Record<string, unknown>>;
}

/** Reads server-sent events one after the other. */
export class EventReader {
	readonly seen: StreamEvent[] = [];
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
	readonly #waiting: StreamEvent[] = [];
	readonly #decoder = new TextDecoder();
	readonly #parser = createParser({ onEvent: (event) => this.#waiting.push(read(event)) });

	private constructor(reader: ReadableStreamDefaultReader<Uint8Array>) {
		this.#reader = reader;
	}

	static async open(answering: Promise<Response>): Promise<EventReader> {
		const answer = await answering;
		const type = answer.headers.get("content-type");
		if (!answer.ok || answer.body === null || type?.startsWith("text/event-stream") !== true)
			throw new Error(`${answer.status} ${type ?? ""}`);
		return new EventReader(answer.body.getReader());
	}

	/** Reads on to the first event for which this holds. */
	async until(holds: (event: StreamEvent) => boolean): Promise<StreamEvent> {
		for (;;) {
			const event = this.#waiting.shift();
			if (event !== undefined) {
				this.seen.push(event);
				if (holds(event)) return event;
			} else if (!(await this.#readOn())) throw new Error("the stream ended");
		}
	}

	/** Whether there is nothing more to come. */
	async isDone(): Promise<boolean> {
		while (this.#waiting.length === 0) if (!(await this.#readOn())) return true;
		return false;
	}

	cancel(): Promise<void> {
		return this.#reader.cancel();
	}

	async #readOn(): Promise<boolean> {
		const { done, value } = await this.#reader.read();
		if (value !== undefined) this.#parser.feed(this.#decoder.decode(value, { stream: true }));
		return !done;
	}
}

const read = ({ id, event, data }: EventSourceMessage): StreamEvent => ({
	id: Number(id),
	name: event ?? "message",
	data: JSON.parse(data) as StreamEvent["data"],
});

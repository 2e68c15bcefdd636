import { EventSourceParserStream } from "eventsource-parser/stream";
import { request } from "./call.ts";
import { ApiProblem } from "./problem.ts";

export interface ServerEvent {
	readonly name: string;
	readonly data: string;
}

const RETRY_MS = { least: 1_000, most: 30_000 };

/** How far a reader has come, for one that comes back later. */
export interface Position {
	lastId: string;
}

/**
 * Reads server-sent events over `fetch`, which can send the token as a header, and comes back by itself where the stream
 * breaks off. It ends with an event `end`, or with a refusal, which it throws.
 */
export async function watchEvents(
	path: string,
	signal: AbortSignal,
	onEvent: (event: ServerEvent) => void,
	position: Position = { lastId: "" },
): Promise<void> {
	let failuresInARow = 0;
	while (!signal.aborted) {
		try {
			const { lastId } = position;
			const headers: Record<string, string> = lastId === "" ? {} : { "Last-Event-ID": lastId };
			const answer = await request("GET", path, { signal, headers });
			for await (const { id, event = "message", data } of eventsOf(answer)) {
				failuresInARow = 0;
				position.lastId = id ?? position.lastId;
				onEvent({ name: event, data });
				if (event === "end") return;
			}
		} catch (fault) {
			if (signal.aborted) return;
			if (fault instanceof ApiProblem && isFinal(fault)) throw fault;
		}
		await pause(Math.min(RETRY_MS.least * 2 ** failuresInARow, RETRY_MS.most), signal);
		failuresInARow += 1;
	}
}

const isFinal = ({ status }: ApiProblem): boolean => status >= 400 && status < 500 && status !== 429;

async function* eventsOf({ body }: Response) {
	if (body === null) return;
	const text = body.pipeThrough(new TextDecoderStream());
	const reader = text.pipeThrough(new EventSourceParserStream()).getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		reader.cancel().catch(() => undefined);
	}
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
	new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener("abort", () => {
			clearTimeout(timer);
			resolve();
		});
	});

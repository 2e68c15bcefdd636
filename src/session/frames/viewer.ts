import type { CloseReason } from "../../domain/close-reason.ts";
import { eventText, KEEP_ALIVE, KEEP_ALIVE_MS, RETRY } from "../../lib/event-stream.ts";
import type { Admitted, Dismissal } from "../admissions.ts";

/** A picture of a page. */
export interface Frame {
	/** Base64 of a PNG or JPEG. */
	readonly image: string;
	readonly width: number;
	readonly height: number;
	/** When it was taken; epoch milliseconds. */
	readonly timestamp: number;
}

const LEAST_INTERVAL_MS = 1000 / 30;
const MOST_INTERVAL_MS = 2_000;
/** How much of its slowness a viewer keeps with each frame that it takes at once. */
const RECOVERY = 0.95;
/** A viewer that takes nothing for so long has gone, or will come again. */
const STALL_PATIENCE_MS = 60_000;

const encoder = new TextEncoder();

/**
 * One stream of server-sent events. A viewer that is slow gets fewer frames: one at most waits to be taken and one
 * more, the latest, to follow it. What the network holds beyond that can't be seen from here, so whoever takes long over
 * a frame is sent the next ones at half that pace, which lets what is under way drain.
 */
export class Viewer implements Admitted {
	readonly stream: ReadableStream<Uint8Array>;
	readonly #onOver: () => void;
	readonly #keepAlive: ReturnType<typeof setInterval>;
	#controller: ReadableStreamDefaultController<Uint8Array> | undefined;
	#lastId: number;
	#pending: Frame | undefined;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#intervalMs = LEAST_INTERVAL_MS;
	#sentAt = 0;
	#isTaken = true;

	/** `onOver` is called once, when the stream has ended, whoever ended it. */
	constructor(lastId: number, onOver: () => void) {
		this.#lastId = lastId;
		this.#onOver = onOver;
		this.stream = new ReadableStream<Uint8Array>({
			start: (controller) => {
				this.#controller = controller;
				this.#write(RETRY);
			},
			pull: () => this.#taken(),
			cancel: () => this.#stop(),
		});
		this.#keepAlive = setInterval(() => this.#stayAlive(), KEEP_ALIVE_MS);
	}

	/** Shows a frame as soon as the viewer can take it, unless a later one comes before that. */
	offer(frame: Frame): void {
		this.#pending = frame;
		this.#flush();
	}

	/** Says why there are no more frames, and ends the stream. */
	end(reason: CloseReason | Dismissal["reason"], text: string): void {
		const controller = this.#controller;
		this.#write(this.#event("end", { reason, text }));
		this.#stop();
		controller?.close();
	}

	dismiss({ reason, text }: Dismissal): void {
		this.end(reason, text);
	}

	#flush(): void {
		if (this.#pending === undefined || this.#timer !== null || !this.#isReady) return;
		// Never for longer than that, also where the clock was set back since.
		const waitMs = Math.min(this.#sentAt + this.#intervalMs - Date.now(), this.#intervalMs);
		if (waitMs > 0) {
			this.#timer = setTimeout(() => {
				this.#timer = null;
				this.#send();
			}, waitMs);
		} else this.#send();
	}

	#send(): void {
		if (this.#pending === undefined || !this.#isReady) return;
		const text = this.#event("frame", this.#pending);
		this.#pending = undefined;
		this.#isTaken = false;
		this.#sentAt = Date.now();
		this.#write(text);
	}

	#taken(): void {
		if (!this.#isTaken) {
			this.#isTaken = true;
			const paceMs = Math.max(2 * (Date.now() - this.#sentAt), this.#intervalMs * RECOVERY);
			this.#intervalMs = Math.min(Math.max(paceMs, LEAST_INTERVAL_MS), MOST_INTERVAL_MS);
		}
		this.#flush();
	}

	#stayAlive(): void {
		if (this.#isReady) this.#write(KEEP_ALIVE);
		else if (Date.now() > this.#sentAt + STALL_PATIENCE_MS) {
			this.#controller?.error(new Error("Nothing was taken from this stream for a minute."));
			this.#stop();
		}
	}

	get #isReady(): boolean {
		return (this.#controller?.desiredSize ?? 0) > 0;
	}

	#event(name: string, data: object): string {
		this.#lastId += 1;
		return eventText(name, data, this.#lastId);
	}

	#write(text: string): void {
		this.#controller?.enqueue(encoder.encode(text));
	}

	#stop(): void {
		if (this.#controller === undefined) return;
		this.#controller = undefined;
		this.#pending = undefined;
		clearInterval(this.#keepAlive);
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#onOver();
	}
}

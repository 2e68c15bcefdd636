/** What may wait for an end that doesn't read: one message of the largest size that workerd carries, and some. */
const MAX_QUEUED_BYTES = 40 * 1024 * 1024;
/** The queue is looked at once per so much data. */
const LOOK_EVERY_BYTES = 256 * 1024;
/** What an end may be sent without a word from it. */
const MAX_UNHEARD_BYTES = 128 * 1024 * 1024;

/**
 * Sends on one socket, and notices an end that doesn't read: nothing fails by itself then, the data piles up in the
 * Worker's memory. `bufferedAmount` tells how much waits in the socket's own queue, in workerd from November 2026; what
 * has gone on to the runtime's next hop is not in it (seen with workerd 2026-11-17 behind `wrangler dev`: 0 of 200 MB).
 * So an end that says nothing while 128 MiB are sent to it counts as one that doesn't read as well. One that goes on
 * sending and never reads is noticed by `bufferedAmount` alone: no word of CDP proves that what came before was read, and
 * Workers have no pings.
 */
export class BoundedSender {
	readonly #socket: WebSocket & { readonly bufferedAmount?: number };
	#sentBytes = 0;
	#sinceLook = 0;
	#sinceHeard = 0;

	constructor(socket: WebSocket) {
		this.#socket = socket;
	}

	/** Sends a message; `false` when too much is waiting to be read by the other end. */
	send(data: string | ArrayBuffer): boolean {
		this.#socket.send(data);
		const size = typeof data === "string" ? data.length : data.byteLength;
		this.#sentBytes += size;
		this.#sinceLook += size;
		this.#sinceHeard += size;
		if (this.#sinceLook < LOOK_EVERY_BYTES) return true;
		this.#sinceLook = 0;
		const { bufferedAmount } = this.#socket;
		return this.#sinceHeard <= MAX_UNHEARD_BYTES && (bufferedAmount ?? 0) <= MAX_QUEUED_BYTES;
	}

	/** Everything that was sent; of text, the length. */
	get sentBytes(): number {
		return this.#sentBytes;
	}

	/** The other end said something. */
	heard(): void {
		this.#sinceHeard = 0;
	}
}

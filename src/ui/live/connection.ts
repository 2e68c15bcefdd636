import { type Ending, whyClosed } from "../view/why-closed.ts";

export interface CdpEvent {
	readonly method: string;
	readonly params: unknown;
	readonly sessionId?: string;
}

interface Message extends Partial<CdpEvent> {
	readonly id?: number;
	readonly result?: unknown;
	readonly error?: { readonly message: string };
}

interface Pending {
	readonly resolve: (result: unknown) => void;
	readonly reject: (fault: Error) => void;
}

export interface ConnectionEvents {
	/** It is open, for the first time or again: nothing of what was attached before is any more. */
	opened(): void;
	/** It is lost, and will be tried again unless it is over. */
	lost(text: string): void;
	/** It is over, and why. */
	ended(ending: Pick<Ending, "text" | "over">): void;
	event(event: CdpEvent): void;
}

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;
/** What Berth closes a tab's socket with when the tab is closed. */
const TARGET_CLOSED = "Target closed.";
const TAB_CLOSED = { text: "The tab was closed.", over: "tab" } as const;

/** A CDP socket that opens itself again when it drops, until there is a reason not to. */
export class Connection {
	readonly #url: string;
	readonly #events: ConnectionEvents;
	readonly #pending = new Map<number, Pending>();
	#socket: WebSocket | undefined;
	#lastId = 0;
	#attempts = 0;
	/** Runs until it is tried again. */
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isOver = false;

	constructor(url: string, events: ConnectionEvents) {
		this.#url = url;
		this.#events = events;
		addEventListener("online", () => this.#tryNow());
	}

	open(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const socket = new WebSocket(this.#url);
		this.#socket = socket;
		socket.addEventListener("open", () => {
			this.#attempts = 0;
			this.#events.opened();
		});
		socket.addEventListener("message", ({ data }) => {
			if (typeof data === "string") this.#receive(JSON.parse(data) as Message);
		});
		socket.addEventListener("close", ({ reason }) => void this.#closed(reason));
	}

	/** Rejects when the browser answers an error, or the socket closes first. */
	send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
		const socket = this.#socket;
		if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error("Not connected."));
		this.#lastId += 1;
		const id = this.#lastId;
		socket.send(JSON.stringify({ id, method, params, sessionId }));
		return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
	}

	/** Ends it from this side. */
	end(ending: Pick<Ending, "text" | "over">): void {
		if (this.#isOver) return;
		this.#isOver = true;
		clearTimeout(this.#timer);
		this.#socket?.close();
		this.#events.ended(ending);
	}

	/** Ends it because the tab is gone: for the session's own reason where that ends, whose tabs close first. */
	async endWithTab(): Promise<void> {
		const why = await whyClosed(this.#url, "");
		this.end(why.mayReconnect ? TAB_CLOSED : why);
	}

	#receive({ id, result, error, method, params, sessionId }: Message): void {
		if (id !== undefined) {
			const pending = this.#pending.get(id);
			this.#pending.delete(id);
			if (error === undefined) pending?.resolve(result);
			else pending?.reject(new Error(error.message));
		} else if (method !== undefined)
			this.#events.event({ method, params, ...(sessionId !== undefined && { sessionId }) });
	}

	async #closed(reason: string): Promise<void> {
		for (const { reject } of this.#pending.values()) reject(new Error("The connection was lost."));
		this.#pending.clear();
		if (this.#isOver) return;
		if (reason === TARGET_CLOSED) return this.end(TAB_CLOSED);
		if (reason === "") this.#events.lost("The connection was lost.");
		const why = await whyClosed(this.#url, reason);
		if (this.#isOver) return;
		if (!why.mayReconnect) return this.end(why);
		const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempts);
		this.#attempts += 1;
		this.#events.lost(why.text);
		this.#timer = setTimeout(() => this.open(), delayMs);
	}

	#tryNow(): void {
		if (this.#timer !== undefined) this.open();
	}
}

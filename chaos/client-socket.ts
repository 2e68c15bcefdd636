import WebSocket from "ws";
import { CALL_BOUND_MS, type CallOptions } from "./api.ts";

export interface Opened {
	readonly socket?: ClientSocket;
	/** Of the answer that was no 101; absent where there was none. */
	readonly status?: number;
	readonly fault?: string;
}

export type Outcome = "answered" | "closed" | "unanswered";

/** A client's CDP socket, and how it ended. */
export class ClientSocket {
	readonly sessionId: string;
	readonly account: string;
	readonly openedAt = Date.now();
	closedAt: number | undefined;
	code: number | undefined;
	reason = "";
	/** The client itself left. */
	isLeft = false;
	/** A session that ends may wait for this one's last words. */
	readonly closed: Promise<void>;
	readonly #socket: WebSocket;
	readonly #waiting = new Map<number, () => void>();
	#lastId = 0;

	private constructor(socket: WebSocket, account: string, sessionId: string) {
		this.#socket = socket;
		this.account = account;
		this.sessionId = sessionId;
		this.closed = new Promise((resolve) => {
			socket.on("close", (code, reason) => {
				this.closedAt = Date.now();
				this.code = code;
				this.reason = reason.toString();
				resolve();
			});
		});
		socket.on("message", (data) => {
			const digits = Buffer.isBuffer(data)
				? /^\{"id":(\d+)/.exec(data.toString("latin1", 0, 32))?.[1]
				: undefined;
			if (digits !== undefined) this.#waiting.get(Number(digits))?.();
		});
		socket.on("error", () => undefined);
	}

	/** `sessionId` is taken from the answer where it is not known before. */
	static open(
		url: string,
		headers: Readonly<Record<string, string>>,
		account: string,
		{ boundMs = CALL_BOUND_MS, hangUp }: CallOptions = {},
	): Promise<Opened> {
		const socket = new WebSocket(url.replace(/^http/, "ws"), {
			headers,
			perMessageDeflate: false,
			maxPayload: 0,
		});
		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				resolve({ fault: "hung" });
				socket.terminate();
			}, boundMs);
			hangUp?.addEventListener("abort", () => {
				if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
			});
			let opened: ClientSocket | undefined;
			socket.once("upgrade", ({ headers: answered }) => {
				opened = new ClientSocket(socket, account, String(answered["cf-browser-session-id"] ?? ""));
			});
			socket.once("open", () => {
				clearTimeout(timer);
				if (opened !== undefined) resolve({ socket: opened });
			});
			socket.once("unexpected-response", (_request, response) => {
				clearTimeout(timer);
				response.resume();
				resolve({ status: response.statusCode ?? 0 });
			});
			socket.once("error", (fault) => {
				clearTimeout(timer);
				resolve({ fault: fault.message });
			});
		});
	}

	get isOpen(): boolean {
		return this.closedAt === undefined;
	}

	/** Sends a command and waits for its answer, for `boundMs` at most. */
	async command(method: string, boundMs: number): Promise<Outcome> {
		if (this.#socket.readyState !== WebSocket.OPEN) return "closed";
		this.#lastId += 1;
		const id = this.#lastId;
		const answered = new Promise<Outcome>((resolve) => {
			this.#waiting.set(id, () => resolve("answered"));
		});
		this.#socket.send(JSON.stringify({ id, method, params: {} }));
		let timer: NodeJS.Timeout | undefined;
		const over = new Promise<Outcome>((resolve) => {
			timer = setTimeout(() => resolve("unanswered"), boundMs);
		});
		try {
			return await Promise.race([answered, over, this.closed.then((): Outcome => "closed")]);
		} finally {
			clearTimeout(timer);
			this.#waiting.delete(id);
		}
	}

	/** Leaves without a word: the connection is reset. */
	drop(): void {
		this.isLeft = true;
		this.#socket.terminate();
	}
}

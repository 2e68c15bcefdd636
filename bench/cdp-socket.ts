import { once } from "node:events";
import WebSocket from "ws";
import type { Browser } from "./backend.ts";

interface Waiting {
	resolve(answer: Buffer): void;
	reject(error: Error): void;
}

/** A CDP client that costs little itself: it parses no answer. */
export class CdpSocket {
	readonly #socket: WebSocket;
	readonly #waiting = new Map<number, Waiting>();
	#lastId = 0;

	private constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.on("message", (data: Buffer) => this.#receive(data));
		socket.on("close", (code) => this.#fail(new Error(`The socket closed (${code}).`)));
		socket.on("error", (error) => this.#fail(error));
	}

	static async open({ socketUrl, headers }: Browser): Promise<CdpSocket> {
		const socket = new WebSocket(socketUrl, { headers, perMessageDeflate: false });
		await once(socket, "open");
		return new CdpSocket(socket);
	}

	/** `params` is JSON already, so that writing 10 MB of it is not in the figures. */
	command(method: string, params = "{}", sessionId?: string): Promise<Buffer> {
		this.#lastId += 1;
		const id = this.#lastId;
		const session = sessionId === undefined ? "" : `,"sessionId":"${sessionId}"`;
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, { resolve, reject });
			this.#socket.send(`{"id":${id},"method":"${method}","params":${params}${session}}`);
		});
	}

	/** A command whose answer is of interest. */
	async result(method: string, params = "{}", sessionId?: string): Promise<unknown> {
		const answer = JSON.parse((await this.command(method, params, sessionId)).toString()) as {
			result: unknown;
		};
		return answer.result;
	}

	async close(): Promise<void> {
		if (this.#socket.readyState === WebSocket.CLOSED) return;
		const closed = once(this.#socket, "close");
		this.#socket.close();
		await closed;
	}

	#receive(data: Buffer): void {
		const [, digits, outcome] = /^\{"id":(\d+),"(\w+)"/.exec(data.toString("latin1", 0, 32)) ?? [];
		if (digits === undefined) return;
		const id = Number(digits);
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		if (outcome === "result") waiting?.resolve(data);
		else waiting?.reject(new Error(data.toString()));
	}

	#fail(error: Error): void {
		for (const waiting of this.#waiting.values()) waiting.reject(error);
		this.#waiting.clear();
	}
}

import type { ProtocolMapping } from "devtools-protocol/types/protocol-mapping.js";
import WebSocket from "ws";

type Commands = ProtocolMapping.Commands;

/** What came back for a command, as it stands in the message. */
export interface Reply {
	readonly id: number;
	readonly result?: unknown;
	readonly error?: { readonly code: number; readonly message: string };
}

export interface Event {
	readonly method: string;
	readonly params: Record<string, unknown>;
	readonly sessionId?: string;
}

export interface Closing {
	readonly code: number;
	readonly reason: string;
}

/** A raw CDP client, which sends exactly what it is told to. */
export class CdpSocket {
	readonly socket: WebSocket;
	/** The headers of the 101. */
	readonly headers: Readonly<Record<string, unknown>>;
	readonly closed: Promise<Closing>;
	readonly events: Event[] = [];
	readonly #replies = new Map<number, (reply: Reply) => void>();
	#lastId = 0;

	private constructor(socket: WebSocket, headers: Readonly<Record<string, unknown>>) {
		this.socket = socket;
		this.headers = headers;
		this.closed = new Promise((resolve) => {
			socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
		});
		socket.on("message", (data) => this.#receive(Buffer.isBuffer(data) ? data.toString() : ""));
		// What is wrong with a socket shows in how it closes.
		socket.on("error", () => undefined);
	}

	static open(
		url: string,
		headers: Readonly<Record<string, string>> = {},
		options: WebSocket.ClientOptions = {},
	): Promise<CdpSocket> {
		const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0, headers, ...options });
		return new Promise((resolve, reject) => {
			socket.once("upgrade", ({ headers: answered }) => {
				const opened = new CdpSocket(socket, answered);
				socket.once("open", () => resolve(opened));
			});
			socket.once("error", reject);
		});
	}

	/** Sends a command and gives its result; rejects when it is refused or the socket closes first. */
	async send<Method extends keyof Commands>(
		method: Method,
		params?: Commands[Method]["paramsType"][0],
		sessionId?: string,
	): Promise<Commands[Method]["returnType"]> {
		const reply = await this.request(method, params, sessionId);
		if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
		return reply.result as Commands[Method]["returnType"];
	}

	/** Sends any command and gives the whole reply. */
	request(method: string, params?: object, sessionId?: string): Promise<Reply> {
		this.#lastId += 1;
		const id = this.#lastId;
		return this.exchange(id, JSON.stringify({ id, method, params, sessionId }));
	}

	/** Sends a message as it stands and gives the reply to `id`. */
	exchange(id: number, message: string | Buffer): Promise<Reply> {
		const reply = new Promise<Reply>((resolve, reject) => {
			this.#replies.set(id, resolve);
			void this.closed.then(({ code, reason }) => reject(new Error(`Closed: ${code} ${reason}`)));
		});
		this.socket.send(message);
		return reply;
	}

	/** Runs an expression in the page of a page's own socket, and gives its value. */
	async evaluate(expression: string, sessionId?: string): Promise<unknown> {
		const { result, exceptionDetails } = await this.send(
			"Runtime.evaluate",
			{ expression, returnByValue: true, awaitPromise: true },
			sessionId,
		);
		if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
		return result.value;
	}

	/** The process id of the browser's main process. */
	async browserPid(): Promise<number> {
		const { processInfo } = await this.send("SystemInfo.getProcessInfo");
		const browser = processInfo.find(({ type }) => type === "browser");
		if (browser === undefined) throw new Error("There is no browser process.");
		return browser.id;
	}

	async close(): Promise<void> {
		this.socket.close();
		await this.closed;
	}

	#receive(text: string): void {
		const message = JSON.parse(text) as Reply | Event;
		if ("method" in message) this.events.push(message);
		else this.#replies.get(message.id)?.(message);
	}
}

/** What answers an upgrade that is not taken. */
export interface RefusedUpgrade {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: unknown;
}

/** Asks for a socket that must be refused. */
export function refusedUpgrade(
	url: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<RefusedUpgrade> {
	const socket = new WebSocket(url, { headers });
	return new Promise((resolve, reject) => {
		socket.once("open", () => {
			socket.terminate();
			reject(new Error("The upgrade was taken."));
		});
		socket.once("error", reject);
		socket.once("unexpected-response", (_request, response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
			response.once("end", () => {
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
			});
		});
	});
}

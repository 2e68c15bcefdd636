import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Held, Side } from "./side.ts";

/** Gives the tests their browsers, so that they can't see which side they run on. POST takes one, DELETE gives it back. */
export class Broker implements AsyncDisposable {
	readonly #server: Server;
	readonly #side: Side;
	readonly #held = new Map<string, Held>();
	#count = 0;
	#isOver = false;

	private constructor(side: Side) {
		this.#side = side;
		this.#server = createServer((request, response) => void this.#answer(request, response));
	}

	static async listen(side: Side): Promise<Broker> {
		const broker = new Broker(side);
		await new Promise<void>((resolve) => void broker.#server.listen(0, "127.0.0.1", resolve));
		return broker;
	}

	get url(): string {
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("The broker does not listen.");
		return `http://127.0.0.1:${address.port}`;
	}

	/** Takes back what its holders have left. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#isOver = true;
		this.#server.close();
		this.#server.closeAllConnections();
		await Promise.allSettled([...this.#held.keys()].map((id) => this.#release(id)));
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const answer = await this.#serve(request);
			response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
		} catch (error) {
			response.writeHead(500).end(error instanceof Error ? error.message : "unknown");
		}
	}

	async #serve(request: IncomingMessage): Promise<object> {
		if (request.method === "DELETE") {
			await this.#release((request.url ?? "").slice(1));
			return {};
		}
		const { args = [], socketUrl } = (await bodyOf(request)) as BrowserRequest;
		const held = await (socketUrl === undefined ? this.#side.open(args) : this.#side.reach(socketUrl));
		const id = String(++this.#count);
		this.#held.set(id, held);
		// The run that asked for it ended before it was there.
		if (this.#isOver) await this.#release(id);
		return { id, socketUrl: held.socketUrl };
	}

	async #release(id: string): Promise<void> {
		const held = this.#held.get(id);
		this.#held.delete(id);
		await held?.release();
	}
}

/** A fresh browser, or the way to the one at `socketUrl`. */
export interface BrowserRequest {
	readonly args?: readonly string[];
	readonly socketUrl?: string;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return JSON.parse(Buffer.concat(parts).toString("utf8"));
}

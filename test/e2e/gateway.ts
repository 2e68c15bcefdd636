import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import WebSocket, { WebSocketServer } from "ws";

export interface Gateway extends AsyncDisposable {
	/** As `ws://127.0.0.1:PORT`. */
	readonly url: string;
	/** How many sockets are open. */
	readonly open: number;
	/** Cuts those that are open. */
	cut(): void;
	/** Writes bytes to those that are open, as they are: whatever they mean. */
	write(bytes: Uint8Array): void;
}

export interface GatewayRules {
	/** The browser socket that a client gets; `undefined` for a 403. */
	readonly upstream?: (request: IncomingMessage) => string | undefined;
	/** What a plain request gets; a 404 without it. */
	readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
	/** Talks to a client itself, in place of an upstream. */
	readonly talk?: (socket: WebSocket) => void;
}

/** What a browser provider has in front of its browsers: one address, and none of Chrome's own paths. */
export async function startGateway({ upstream, answer, talk }: GatewayRules): Promise<Gateway> {
	const sockets = new WebSocketServer({ noServer: true, maxPayload: 0 });
	const raws = new Set<Duplex>();
	const server = createServer((request, response) => {
		if (answer === undefined) response.writeHead(404).end();
		else answer(request, response);
	});
	server.on("upgrade", (request, raw, head) => {
		const target = upstream?.(request);
		if (target === undefined && talk === undefined) {
			raw.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
			return;
		}
		sockets.handleUpgrade(request, raw, head, (client) => {
			raws.add(raw);
			raw.on("close", () => raws.delete(raw));
			if (target === undefined) talk?.(client);
			else pipe(client, new WebSocket(target, { perMessageDeflate: false, maxPayload: 0 }));
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const cut = () => {
		for (const client of sockets.clients) client.terminate();
	};
	return {
		url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get open() {
			return sockets.clients.size;
		},
		cut,
		write: (bytes) => {
			for (const raw of raws) raw.write(bytes);
		},
		async [Symbol.asyncDispose]() {
			cut();
			server.closeAllConnections();
			server.close();
		},
	};
}

function pipe(client: WebSocket, browser: WebSocket): void {
	const opened = once(browser, "open").catch(() => client.terminate());
	client.on("message", (data, isBinary) => void opened.then(() => browser.send(data, { binary: isBinary })));
	browser.on("message", (data, isBinary) => client.send(data, { binary: isBinary }));
	browser.on("error", () => client.terminate());
	browser.on("close", () => client.close());
	client.on("close", () => browser.close());
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A page's HTML, or what answers the request for it. */
export type PageHandler =
	| string
	| ((request: IncomingMessage, response: ServerResponse) => void | Promise<void>);

export interface Pages extends AsyncDisposable {
	/** Without a slash at the end. */
	readonly url: string;
	/** The path and query of every request so far, in order. */
	readonly requests: readonly string[];
	stop(): Promise<void>;
}

/** Serves test pages on loopback; `handlers` are by path, without the query, and everything else is a 404. */
export async function startPages(handlers: Readonly<Record<string, PageHandler>>): Promise<Pages> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		const path = request.url ?? "/";
		requests.push(path);
		const handler = handlers[new URL(path, "http://pages").pathname];
		if (handler === undefined) response.writeHead(404).end();
		else if (typeof handler !== "string") void handler(request, response);
		else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(handler);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const stop = async () => {
		server.closeAllConnections();
		server.close();
		if (server.listening) await once(server, "close");
	};
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, requests, stop, [Symbol.asyncDispose]: stop };
}

import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Handler = string | ((request: IncomingMessage, response: ServerResponse) => void);

/** RFC 6455, section 1.3. */
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * A server on loopback under many names, `*.localhost`, which Chrome resolves by itself. It counts what arrives, by the
 * name that it was asked under: requests, sockets, and packets of UDP.
 */
export class CountingHost implements AsyncDisposable {
	/** By path. Scripts are those whose path ends in `.js`; everything else that is unknown is a small page. */
	readonly pages = new Map<string, Handler>();
	/** As `GET allowed.localhost/path`, in order; `WS` for sockets. */
	readonly arrived: string[] = [];
	packets = 0;
	readonly #server = createServer((request, response) => this.#answer(request, response));
	readonly #udp = createSocket("udp4", () => (this.packets += 1));

	private constructor() {
		this.#server.on("upgrade", (request, socket) => {
			this.#note("WS", request);
			const key = `${request.headers["sec-websocket-key"]}${WEBSOCKET_GUID}`;
			const accept = createHash("sha1").update(key).digest("base64");
			const headers = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}`;
			socket.on("error", () => undefined);
			socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n\r\n`);
		});
	}

	static async start(): Promise<CountingHost> {
		const host = new CountingHost();
		host.#server.listen(0, "127.0.0.1");
		host.#udp.bind(0, "127.0.0.1");
		await Promise.all([once(host.#server, "listening"), once(host.#udp, "listening")]);
		return host;
	}

	/** Of a name of it: `http://NAME.localhost:PORT`. */
	at(name: string, scheme = "http"): string {
		return `${scheme}://${name}.localhost:${(this.#server.address() as AddressInfo).port}`;
	}

	get udpPort(): number {
		return this.#udp.address().port;
	}

	/** What has arrived under a name. */
	arrivedAt(name: string): readonly string[] {
		return this.arrived.filter((line) => line.includes(` ${name}.localhost/`));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#udp.close();
		this.#server.closeAllConnections();
		this.#server.close();
		if (this.#server.listening) await once(this.#server, "close");
	}

	#note(method: string, { headers, url = "/" }: IncomingMessage): void {
		this.arrived.push(`${method} ${(headers.host ?? "").split(":")[0]}${url}`);
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		this.#note(request.method ?? "", request);
		const { pathname } = new URL(request.url ?? "/", "http://host");
		const page = this.pages.get(pathname) ?? "";
		if (typeof page === "function") return page(request, response);
		const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
		response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
		response.end(pathname.endsWith(".js") ? page : page || "<title>arrived</title>arrived");
	}
}

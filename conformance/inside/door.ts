import { createServer, type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Duplex } from "node:stream";
import { protocolFile } from "../../scripts/protocol.ts";

/** A browser behind a door, which is Chrome itself or a session of Berth's. */
interface Behind {
	readonly url: URL;
	/** Its host and port in what it answers. */
	readonly host: RegExp;
	/** Before `/json` and `/page`. */
	readonly path: string;
	readonly token: string | null;
}

const CHROMES_PATH = "/devtools/browser";

/**
 * Serves a browser as Chrome does at its debugging port, signed in.
 *
 * @returns the port
 */
export async function openDoor(socketUrl: string): Promise<number> {
	const url = new URL(socketUrl);
	const path = url.pathname.startsWith(CHROMES_PATH) ? "" : url.pathname;
	const host = new RegExp(`(?:localhost|127\\.0\\.0\\.1):${url.port}`, "g");
	const behind: Behind = { url, host, path, token: url.searchParams.get("token") };
	const server = createServer((request, response) => answer(behind, request, response));
	server.on("upgrade", (request, socket, head) => passOn(behind, request, socket, head));
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The door does not listen.");
	return address.port;
}

function answer(behind: Behind, request: IncomingMessage, response: ServerResponse): void {
	// A headless shell ends when it is asked for it. Berth answers by itself.
	if (request.url === "/json/protocol" && behind.path === "") {
		response.writeHead(200, { "Content-Type": "application/json" }).end(protocolFile()[1]);
		return;
	}
	const { hostname, port } = behind.url;
	const headers = behind.token === null ? {} : { Authorization: `Bearer ${behind.token}` };
	const options = {
		hostname,
		port,
		path: behind.path + (request.url ?? ""),
		method: request.method,
		headers,
	};
	const present = async (answered: IncomingMessage): Promise<void> => {
		const body = await text(answered);
		response.writeHead(answered.statusCode ?? 502, { "Content-Type": answered.headers["content-type"] });
		// The addresses in it are to lead here again.
		response.end(body.replaceAll(behind.host, String(request.headers.host)));
	};
	ask(options, (answered) => void present(answered).catch(() => response.destroy()))
		.on("error", () => response.destroy())
		.end();
}

/** The handshake, with Berth's path in place of Chrome's; from then on all that comes. */
function passOn(behind: Behind, request: IncomingMessage, socket: Duplex, head: Buffer): void {
	const up = connect(Number(behind.url.port), behind.url.hostname, () => {
		const lines = [`GET ${pathBehind(behind, request.url ?? "")} HTTP/1.1`, `Host: ${behind.url.host}`];
		for (const [name, value] of Object.entries(request.headers))
			if (name !== "host") lines.push(`${name}: ${String(value)}`);
		if (behind.token !== null) lines.push(`Authorization: Bearer ${behind.token}`);
		up.write(`${lines.join("\r\n")}\r\n\r\n`);
		up.write(head);
		up.pipe(socket).pipe(up);
	});
	up.on("error", () => socket.destroy());
	socket.on("error", () => up.destroy());
}

function pathBehind({ path }: Behind, asked: string): string {
	if (path === "" || !asked.startsWith("/devtools/")) return asked;
	return asked.startsWith(CHROMES_PATH) ? path : path + asked.slice("/devtools".length);
}

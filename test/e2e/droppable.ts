import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line to a server that can be cut: what runs over it is gone, and for as long as it is down nothing gets through. */
export interface Droppable extends AsyncDisposable {
	/** As `http://localhost:PORT`. */
	readonly url: string;
	isDown: boolean;
	drop(): void;
}

export async function droppable(serverUrl: string): Promise<Droppable> {
	const { hostname: host, port } = new URL(serverUrl);
	const sockets = new Set<Socket>();
	const server = createServer((incoming) => {
		if (line.isDown) {
			incoming.destroy();
			return;
		}
		const outgoing = connect({ host, port: Number(port) });
		for (const [socket, other] of [
			[incoming, outgoing],
			[outgoing, incoming],
		] as const) {
			sockets.add(socket);
			socket.on("error", () => other.destroy());
			socket.on("close", () => {
				sockets.delete(socket);
				other.destroy();
			});
			socket.pipe(other);
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const drop = () => {
		for (const socket of sockets) socket.destroy();
	};
	const line: Droppable = {
		url: `http://localhost:${(server.address() as AddressInfo).port}`,
		isDown: false,
		drop,
		async [Symbol.asyncDispose]() {
			drop();
			server.close();
			if (server.listening) await once(server, "close");
		},
	};
	return line;
}

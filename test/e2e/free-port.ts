import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: one of those may be taken before it is used. */
const RANGE = { from: 20_000, to: 30_000 };

/** A loopback port that nobody listens on. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(RANGE.from, RANGE.to);
		if (await isFree(port)) return port;
	}
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
	});
}

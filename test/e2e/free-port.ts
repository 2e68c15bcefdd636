import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: one of those may be taken before it is used. */
const FIRST_PORT = 20_000;
/** Files that run at the same time take ports from ranges of their own, for the same reason. */
const PORTS_A_WORKER = 1_000;
const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % 10;
const RANGE = {
	from: FIRST_PORT + worker * PORTS_A_WORKER,
	to: FIRST_PORT + (worker + 1) * PORTS_A_WORKER,
};

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

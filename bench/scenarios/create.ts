import { setTimeout as sleep } from "node:timers/promises";
import { CdpSocket } from "../cdp-socket.ts";
import type { Backend } from "../backend.ts";
import type { Scenario } from "../scenario.ts";

/** What Chrome may take to end after it was said to have. */
const settleMs = 400;

/** From asking for a browser to the first answer on a new socket. */
export const create: Scenario = {
	name: "create",
	figures: [{ name: "create until connectable", unit: "ms", aim: { atMost: 1.1 } }],
	rounds: 9,
	async prepare(backend) {
		const sample = async () => [await timed(backend)];
		await sample();
		return { sample, close: async () => undefined };
	},
};

async function timed(backend: Backend): Promise<number> {
	const start = performance.now();
	const browser = await backend.acquire();
	try {
		const socket = await CdpSocket.open(browser);
		await socket.command("Browser.getVersion");
		const time = performance.now() - start;
		await socket.close();
		return time;
	} finally {
		await browser.release();
		await sleep(settleMs);
	}
}

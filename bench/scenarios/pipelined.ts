import { CdpSocket } from "../cdp-socket.ts";
import type { Scenario } from "../scenario.ts";

const inFlight = 64;
const commandsPerSample = 2_000;
const warmUpCommands = 4_000;

/** Small commands, always so many under way. */
export const pipelined: Scenario = {
	name: "pipelined",
	figures: [{ name: `pipelined, ${inFlight} in flight`, unit: "msg/s", aim: { atLeast: 0.6 } }],
	rounds: 16,
	async prepare(backend) {
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		await pipeline(socket, warmUpCommands);
		return {
			async sample() {
				const start = performance.now();
				await pipeline(socket, commandsPerSample);
				return [(commandsPerSample * 1000) / (performance.now() - start)];
			},
			async close() {
				await socket.close();
				await browser.release();
			},
		};
	},
};

async function pipeline(socket: CdpSocket, commands: number): Promise<void> {
	let left = commands;
	const lane = async () => {
		while (left > 0) {
			left -= 1;
			await socket.command("Browser.getVersion");
		}
	};
	await Promise.all(Array.from({ length: inFlight }, lane));
}

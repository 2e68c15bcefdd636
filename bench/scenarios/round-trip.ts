import { CdpSocket } from "../cdp-socket.ts";
import type { Scenario } from "../scenario.ts";
import { percentile } from "../statistics.ts";

const commandsPerSample = 250;
const warmUpCommands = 1_000;

/** One small command at a time. */
export const roundTrip: Scenario = {
	name: "round-trip",
	figures: [
		{ name: "round trip, p50", unit: "ms", aim: { atMost: 1.15 } },
		{ name: "round trip, p99", unit: "ms" },
	],
	rounds: 24,
	async prepare(backend) {
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		await timed(socket, warmUpCommands);
		return {
			async sample() {
				const times = await timed(socket, commandsPerSample);
				return [percentile(times, 0.5), percentile(times, 0.99)];
			},
			async close() {
				await socket.close();
				await browser.release();
			},
		};
	},
};

async function timed(socket: CdpSocket, commands: number): Promise<readonly number[]> {
	const times: number[] = [];
	for (let count = 0; count < commands; count++) {
		const start = performance.now();
		await socket.command("Browser.getVersion");
		times.push(performance.now() - start);
	}
	return times;
}

import { CdpSocket } from "../cdp-socket.ts";
import { openTab } from "../page.ts";
import type { Scenario } from "../scenario.ts";
import { percentile } from "../statistics.ts";

const messages = 100_000;
const commandsPerSample = 500;
/** As a page that logs in a loop and yet does something else does. */
const source = `(async () => {
	for (let sent = 0; sent < ${messages};) {
		for (const end = sent + 500; sent < end; sent += 1) console.log("message", sent);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
})()`;

/** Round trips while another tab floods its console. */
export const flood: Scenario = {
	name: "flood",
	figures: [{ name: `round trip beside ${messages} console messages, p50`, unit: "ms" }],
	rounds: 5,
	async prepare(backend) {
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		const tab = await openTab(socket);
		return {
			async sample() {
				const flooding = socket.command(
					"Runtime.evaluate",
					JSON.stringify({ expression: source, awaitPromise: true }),
					tab,
				);
				const times: number[] = [];
				for (let count = 0; count < commandsPerSample; count += 1) {
					const start = performance.now();
					await socket.command("Browser.getVersion");
					times.push(performance.now() - start);
				}
				await flooding;
				return [percentile(times, 0.5)];
			},
			async close() {
				await socket.close();
				await browser.release();
			},
		};
	},
};

import { CdpSocket } from "../cdp-socket.ts";
import type { Scenario } from "../scenario.ts";
import { stringField } from "../string-field.ts";

const bytes = 10 * 1024 * 1024;
const fromPage = JSON.stringify({ expression: `"x".repeat(${bytes})`, returnByValue: true });
const towardsPage = JSON.stringify({ expression: `"${"x".repeat(bytes)}".length`, returnByValue: true });

/** A message of 10 MB, each way. */
export const largeMessage: Scenario = {
	name: "large-message",
	figures: [
		{ name: "10 MB from a page", unit: "ms", aim: { atMost: 1.05 } },
		{ name: "10 MB to a page", unit: "ms", aim: { atMost: 1.05 } },
	],
	rounds: 12,
	async prepare(backend) {
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		const pageSession = await openPage(socket);
		const sample = async () => [
			await timed(socket, fromPage, pageSession),
			await timed(socket, towardsPage, pageSession),
		];
		await sample();
		await sample();
		return {
			sample,
			async close() {
				await socket.close();
				await browser.release();
			},
		};
	},
};

/** Over the browser's socket, as the clients do it. */
async function openPage(socket: CdpSocket): Promise<string> {
	const target = await socket.result("Target.createTarget", JSON.stringify({ url: "about:blank" }));
	const targetId = stringField(target, "targetId");
	const attached = await socket.result("Target.attachToTarget", JSON.stringify({ targetId, flatten: true }));
	return stringField(attached, "sessionId");
}

async function timed(socket: CdpSocket, params: string, pageSession: string): Promise<number> {
	const start = performance.now();
	await socket.command("Runtime.evaluate", params, pageSession);
	return performance.now() - start;
}

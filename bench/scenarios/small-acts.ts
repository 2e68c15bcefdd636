import { CdpSocket } from "../cdp-socket.ts";
import { openTab } from "../page.ts";
import type { Scenario } from "../scenario.ts";
import { percentile } from "../statistics.ts";

const actsPerSample = 50;
const warmUpActs = 100;

const at = { x: 50, y: 50, button: "left", clickCount: 1 };
const pressed = JSON.stringify({ ...at, type: "mousePressed" });
const released = JSON.stringify({ ...at, type: "mouseReleased" });
const button =
	"data:text/html,<body style='margin:0'><button style='width:100px;height:100px' onclick='clicks++'>";
const start = JSON.stringify({ expression: "globalThis.clicks = 0" });
const sum = JSON.stringify({ expression: "6 * 7", returnByValue: true });

/** What clients do most in a page, one at a time: a click, and an `evaluate`. */
export const smallActs: Scenario = {
	name: "small-acts",
	figures: [
		{ name: "a click, p50", unit: "ms" },
		{ name: "an evaluate, p50", unit: "ms" },
	],
	rounds: 12,
	async prepare(backend) {
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		const tab = await openTab(socket);
		await socket.command("Page.navigate", JSON.stringify({ url: button }), tab);
		await socket.command("Runtime.evaluate", start, tab);
		const click = async () => {
			const down = socket.command("Input.dispatchMouseEvent", pressed, tab);
			await Promise.all([down, socket.command("Input.dispatchMouseEvent", released, tab)]);
		};
		const evaluate = () => socket.command("Runtime.evaluate", sum, tab);
		const sample = async (acts = actsPerSample) => [
			percentile(await timesOf(click, acts), 0.5),
			percentile(await timesOf(evaluate, acts), 0.5),
		];
		await sample(warmUpActs);
		return {
			sample,
			async close() {
				await socket.close();
				await browser.release();
			},
		};
	},
};

async function timesOf(act: () => Promise<unknown>, acts: number): Promise<readonly number[]> {
	const times: number[] = [];
	for (let count = 0; count < acts; count++) {
		const before = performance.now();
		await act();
		times.push(performance.now() - before);
	}
	return times;
}

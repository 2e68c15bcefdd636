import { setTimeout as sleep } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import type { Backend } from "../backend.ts";
import type { Scenario } from "../scenario.ts";

const page = "data:text/html,<title>Berth</title><h1>A page</h1>";
/** What each Chrome may take to end after it was said to have. */
const settleMs = 300;

/** A browser's whole life with a real client: create, connect, open a page, release. */
export const journey = scenarioOf("journey", 1, 7);

/** Ten at the same time; the figure is until the last has ended. */
export const tenJourneys = scenarioOf("ten-journeys", 10, 3);

function scenarioOf(name: string, count: number, rounds: number): Scenario {
	return {
		name,
		figures: [{ name: `create, connect, goto, release × ${count}`, unit: "ms" }],
		rounds,
		async prepare(backend) {
			await travel(backend);
			return {
				async sample() {
					const start = performance.now();
					await Promise.all(Array.from({ length: count }, () => travel(backend)));
					const time = performance.now() - start;
					await sleep(settleMs * count);
					return [time];
				},
				close: async () => undefined,
			};
		},
	};
}

async function travel(backend: Backend): Promise<void> {
	const browser = await backend.acquire();
	try {
		const { socketUrl: browserWSEndpoint, headers } = browser;
		const client = await puppeteer.connect({ browserWSEndpoint, headers, defaultViewport: null });
		const tab = await client.newPage();
		await tab.goto(page);
		await client.disconnect();
	} finally {
		await browser.release();
	}
}

import { setTimeout as sleep } from "node:timers/promises";
import { CdpSocket } from "../cdp-socket.ts";
import { loadPage, openTab } from "../page.ts";
import type { Scenario } from "../scenario.ts";
import { resources, startSite } from "../site.ts";

/** The backend that records. */
export const RECORDED = "recorded";

/** How long a page that moves is watched, and how many loads a sample's is the mean of. */
const watchedMs = 10_000;
const loads = 5;

/** What it costs a page to be recorded, and what is kept of one that never stops changing. */
export const recording: Scenario = {
	name: "recording",
	figures: [
		{ name: `recorded: a page of ${resources} resources`, unit: "ms" },
		{ name: "recorded: 20 elements that move", unit: "KB/min" },
	],
	rounds: 5,
	async prepare(backend) {
		const site = await startSite();
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		const tab = await openTab(socket);
		await loadPage(socket, tab, `${site.url}/page`);
		const size = async () => (backend.name === RECORDED ? ((await browser.recordedBytes?.()) ?? 0) : 0);
		return {
			async sample() {
				const start = performance.now();
				for (let load = 0; load < loads; load++) await loadPage(socket, tab, `${site.url}/page`);
				const loadMs = (performance.now() - start) / loads;
				await loadPage(socket, tab, `${site.url}/moving`);
				const before = await size();
				await sleep(watchedMs);
				const bytes = (await size()) - before;
				await loadPage(socket, tab, `${site.url}/page`);
				return [loadMs, (bytes / 1_000) * (60_000 / watchedMs)];
			},
			async close() {
				await socket.close();
				await browser.release();
				site.stop();
			},
		};
	},
};

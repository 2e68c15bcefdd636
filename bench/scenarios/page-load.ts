import { CdpSocket } from "../cdp-socket.ts";
import { loadPage, openTab } from "../page.ts";
import type { Scenario } from "../scenario.ts";
import { resources, startSite } from "../site.ts";

/** A page of fifty resources, none from a cache: what listening to its requests costs. */
export const pageLoad: Scenario = {
	name: "page-load",
	figures: [{ name: `a page of ${resources} resources`, unit: "ms" }],
	rounds: 12,
	async prepare(backend) {
		const site = await startSite();
		const url = `${site.url}/page`;
		const browser = await backend.acquire();
		const socket = await CdpSocket.open(browser);
		const tab = await openTab(socket);
		await loadPage(socket, tab, url);
		return {
			async sample() {
				const start = performance.now();
				await loadPage(socket, tab, url);
				return [performance.now() - start];
			},
			async close() {
				await socket.close();
				await browser.release();
				site.stop();
			},
		};
	},
};

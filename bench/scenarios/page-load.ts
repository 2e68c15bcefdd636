import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CdpSocket } from "../cdp-socket.ts";
import { loadPage, openTab } from "../page.ts";
import type { Scenario } from "../scenario.ts";

const resources = 50;

/** A page of fifty resources, none from a cache: what listening to its requests costs. */
export const pageLoad: Scenario = {
	name: "page-load",
	figures: [{ name: `a page of ${resources} resources`, unit: "ms" }],
	rounds: 12,
	async prepare(backend) {
		const site = createServer((request, response) => {
			const isPage = request.url?.startsWith("/page") === true;
			response.writeHead(200, {
				"content-type": isPage ? "text/html" : "text/javascript",
				"cache-control": "no-store",
			});
			response.end(isPage ? html() : "globalThis.loaded = (globalThis.loaded ?? 0) + 1;");
		});
		site.listen(0, "127.0.0.1");
		await once(site, "listening");
		const { port } = site.address() as AddressInfo;
		const url = `http://127.0.0.1:${port}/page`;
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
				site.closeAllConnections();
				site.close();
			},
		};
	},
};

const html = (): string =>
	Array.from({ length: resources }, (_, index) => `<script src="/script-${index}.js"></script>`).join("");

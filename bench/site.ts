import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const resources = 50;

export interface Site {
	/** Without a slash at the end: `/page` has all the resources, `/moving` goes on changing. */
	readonly url: string;
	stop(): void;
}

/** Pages on loopback, nothing of which is kept in a cache. */
export async function startSite(): Promise<Site> {
	const site = createServer(({ url }, response) => {
		const page = url === "/page" ? many() : url === "/moving" ? moving : undefined;
		response.writeHead(200, {
			"content-type": page === undefined ? "text/javascript" : "text/html",
			"cache-control": "no-store",
		});
		response.end(page ?? "globalThis.loaded = (globalThis.loaded ?? 0) + 1;");
	});
	site.listen(0, "127.0.0.1");
	await once(site, "listening");
	const { port } = site.address() as AddressInfo;
	const stop = () => {
		site.closeAllConnections();
		site.close();
	};
	return { url: `http://127.0.0.1:${port}`, stop };
}

const many = (): string =>
	Array.from({ length: resources }, (_, index) => `<script src="/script-${index}.js"></script>`).join("");

/** Twenty elements that a script moves in every frame. */
const moving = `<!doctype html>${"<p style='position:absolute'>moving</p>".repeat(20)}<script>
const all = document.querySelectorAll("p");
requestAnimationFrame(function move(time) {
	all.forEach((each, at) => (each.style.transform = "translate(" + Math.round(300 + 300 * Math.sin(time / 500 + at)) + "px, " + at * 20 + "px)"));
	requestAnimationFrame(move);
});
</script>`;

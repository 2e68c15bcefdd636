import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const resources = 50;

export interface Site {
	/** Without a slash at the end: `/page` has all the resources, `/moving` goes on changing, `/article` is text. */
	readonly url: string;
	stop(): void;
}

/** Pages on loopback, nothing of which is kept in a cache. */
export async function startSite(): Promise<Site> {
	const site = createServer(({ url }, response) => {
		const page =
			url === "/page" ? many() : url === "/moving" ? moving : url === "/article" ? article : undefined;
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

/** Forty sections with a link each, and two scripts. */
const article = `<!doctype html><html lang="en"><title>An article</title><meta name="description" content="About pages">
<script src="/first.js"></script><script src="/second.js" defer></script><main><h1>An article</h1>${Array.from(
	{ length: 40 },
	(_, at) =>
		`<h2>Section ${at}</h2><p>${"Some words of a section, and some more of them. ".repeat(8)}<a href="/section-${at}">more</a></p>`,
).join("")}</main>`;

/** Twenty elements that a script moves in every frame. */
const moving = `<!doctype html>${"<p style='position:absolute'>moving</p>".repeat(20)}<script>
const all = document.querySelectorAll("p");
requestAnimationFrame(function move(time) {
	all.forEach((each, at) => (each.style.transform = "translate(" + Math.round(300 + 300 * Math.sin(time / 500 + at)) + "px, " + at * 20 + "px)"));
	requestAnimationFrame(move);
});
</script>`;

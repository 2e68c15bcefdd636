import type { ShownSession } from "../api/sessions.ts";

export const SNIPPETS = [
	["puppeteer", "puppeteer"],
	["playwright", "Playwright"],
	["curl", "curl"],
	["worker", "Worker"],
	["wrangler", "wrangler"],
] as const;

export type SnippetName = (typeof SNIPPETS)[number][0];

/** Code that uses a session, with a place for the token unless one is given. */
export function snippet(
	name: SnippetName,
	socketUrl: string,
	{ account, id }: Pick<ShownSession, "account" | "id">,
	token: string | undefined,
): string {
	const url = socketUrl.replace(/^ws/, "http");
	const inNode =
		token === undefined ? "`Bearer ${process.env.BERTH_TOKEN}`" : JSON.stringify(`Bearer ${token}`);
	const inWorker = token === undefined ? "`Bearer ${env.BERTH_TOKEN}`" : JSON.stringify(`Bearer ${token}`);
	const inShell = token ?? "$BERTH_TOKEN";
	switch (name) {
		case "puppeteer":
			return `import puppeteer from "puppeteer-core";

const browser = await puppeteer.connect({
	browserWSEndpoint: "${socketUrl}",
	headers: { Authorization: ${inNode} },
});
const [page] = await browser.pages();
console.log(await page.title());
await browser.disconnect(); // the session lives on`;
		case "playwright":
			return `import { chromium } from "playwright-core";

const browser = await chromium.connectOverCDP("${url}", {
	headers: { Authorization: ${inNode} },
});
const [page] = browser.contexts()[0].pages();
console.log(await page.title());
await browser.close(); // disconnects; the session lives on`;
		case "curl":
			return `# its tabs
curl -H "Authorization: Bearer ${inShell}" \\
  ${url}/json/list

# what happens in it, as it happens
curl -N -H "Authorization: Bearer ${inShell}" \\
  ${new URL(url).origin}/berth/v1/sessions/${id}/events`;
		case "worker":
			return `// wrangler.toml: services = [{ binding = "BERTH", service = "berth" }]
const answer = await env.BERTH.fetch(
	"${url}",
	{ headers: { Authorization: ${inWorker}, Upgrade: "websocket" } },
);
const socket = answer.webSocket;
socket.accept();
socket.addEventListener("message", ({ data }) => console.log(data));
socket.send(JSON.stringify({ id: 1, method: "Target.getTargets" }));`;
		case "wrangler":
			return `export CLOUDFLARE_API_BASE_URL=${new URL(url).origin}/client/v4
export CLOUDFLARE_ACCOUNT_ID=${account}
export CLOUDFLARE_API_TOKEN=${inShell}
npx wrangler browser view ${id}`;
	}
}

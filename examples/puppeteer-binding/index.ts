import puppeteer, { type BrowserWorker } from "@cloudflare/puppeteer";

interface Env {
	readonly BROWSER: BrowserWorker;
}

/** Answers `/?url=…` with the title of that page, in a browser that Berth keeps for the next request. */
export default {
	async fetch(request: Request, env: Env): Promise<Response> {
		const url = new URL(request.url).searchParams.get("url") ?? "https://example.com";
		const sessions = await puppeteer.sessions(env.BROWSER);
		const free = sessions.find(({ connectionId }) => connectionId === undefined);
		const browser =
			free === undefined
				? await puppeteer.launch(env.BROWSER)
				: await puppeteer.connect(env.BROWSER, free.sessionId);
		const page = await browser.newPage();
		try {
			await page.goto(url);
			return Response.json({ title: await page.title(), sessionId: browser.sessionId() });
		} finally {
			await page.close();
			// It lives on for `keepAliveMs`; `close()` would end it.
			await browser.disconnect();
		}
	},
};

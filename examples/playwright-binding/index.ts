import { type BrowserWorker, history, launch, limits, sessions } from "@cloudflare/playwright";

interface Env {
	readonly BROWSER: BrowserWorker;
}

/** Answers `/?url=…` with the heading of that page, and what the account's browsers did. */
export default {
	async fetch(request: Request, env: Env): Promise<Response> {
		const url = new URL(request.url).searchParams.get("url") ?? "https://example.com";
		const browser = await launch(env.BROWSER);
		const page = await browser.newPage();
		await page.goto(url);
		const heading = await page.getByRole("heading").first().innerText();
		const running = (await sessions(env.BROWSER)).length;
		const { maxConcurrentSessions } = await limits(env.BROWSER);
		await browser.close();
		const [latest] = await history(env.BROWSER);
		return Response.json({ heading, running, maxConcurrentSessions, endedBy: latest?.closeReasonText });
	},
};

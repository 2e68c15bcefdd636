import puppeteer, { type Page } from "puppeteer-core";
import { htmlToMarkdown } from "../../src/content/markdown.ts";
import type { Browser } from "../backend.ts";
import type { Scenario } from "../scenario.ts";
import { startSite } from "../site.ts";

/** The backend that answers quick actions over HTTP; the other is a warm Chrome that a script of puppeteer drives. */
export const QUICK = "Berth, quick";

const atOnce = 20;

/** What the script does for each action, once its page is there. */
const SCRIPTS: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
	content: (page) => page.content(),
	// With what Berth converts with: a script needs something like it as well.
	markdown: async (page) => htmlToMarkdown(await page.content(), { baseUrl: page.url() }),
	links: (page) => page.evaluate("[...document.querySelectorAll('a[href]')].map(({ href }) => href)"),
	scrape: (page) =>
		page.evaluate("[...document.querySelectorAll('h2')].map((each) => [each.innerText, each.innerHTML])"),
	screenshot: (page) => page.screenshot(),
	pdf: (page) => page.pdf({ format: "letter" }),
};

const FIELDS: Readonly<Record<string, object>> = { scrape: { elements: [{ selector: "h2" }] } };

/** Quick actions beside a script that does the same in a context of its own in a Chrome that runs already. */
export const quick: Scenario = {
	name: "quick",
	figures: [
		{ name: "quick action content", unit: "ms", aim: { atMost: 1.3 } },
		{ name: "quick action markdown", unit: "ms", aim: { atMost: 1.3 } },
		{ name: "quick action links", unit: "ms", aim: { atMost: 1.3 } },
		{ name: "quick action scrape", unit: "ms", aim: { atMost: 1.3 } },
		{ name: "quick action screenshot", unit: "ms", aim: { atMost: 1.2 } },
		{ name: "quick action pdf", unit: "ms", aim: { atMost: 1.2 } },
		{ name: `${atOnce} contents at once`, unit: "actions/s", aim: { atLeast: 0.8 } },
	],
	rounds: 15,
	async prepare(backend) {
		const site = await startSite();
		const url = `${site.url}/article`;
		const browser = await backend.acquire();
		const { run, close } = await runnerOf(browser, url);
		const actions = Object.keys(SCRIPTS);
		const together = () => Promise.all(Array.from({ length: atOnce }, () => run("content")));
		for (const action of actions) await run(action);
		await together();
		return {
			async sample() {
				const times: number[] = [];
				for (const action of actions) {
					const start = performance.now();
					await run(action);
					times.push(performance.now() - start);
				}
				const start = performance.now();
				await together();
				return [...times, (atOnce * 1_000) / (performance.now() - start)];
			},
			async close() {
				await close();
				await browser.release();
				site.stop();
			},
		};
	},
};

/** How an action is run with what the backend gives. */
async function runnerOf({ quick: ask, socketUrl }: Browser, url: string) {
	if (ask !== undefined)
		return { run: (action: string) => ask(action, { url, ...FIELDS[action] }), close: async () => {} };
	const client = await puppeteer.connect({ browserWSEndpoint: socketUrl, defaultViewport: null });
	const run = async (action: string) => {
		const context = await client.createBrowserContext();
		try {
			const page = await context.newPage();
			await page.setViewport({ width: 1920, height: 1080 });
			await page.goto(url, { waitUntil: "domcontentloaded" });
			await SCRIPTS[action]?.(page);
		} finally {
			await context.close();
		}
	};
	return { run, close: () => client.disconnect() };
}

import { env } from "cloudflare:workers";
import { BindingBrowser } from "../../../src/browser/binding.ts";
import { CdpClient } from "../../../src/browser/cdp.ts";
import type { Harvest } from "../../../src/content/harvest-schema.ts";
import type { Wanted } from "../../../src/content/harvest-script.ts";
import { harvestPage } from "../../../src/content/harvest.ts";
import type { Result } from "../../../src/domain/result.ts";

export const PAGE_URL = "https://site.example/docs/page";

const everything: Wanted = {
	main: true,
	html: true,
	hidden: false,
	rawHtml: true,
	structured: true,
	branding: true,
};

/** A tab of a real Chromium in which `https://site.example` serves what the test says. */
export class Page {
	readonly #browser: BindingBrowser;
	readonly #browserId: string;
	readonly #client: CdpClient;
	readonly #sessionId: string;
	#html = "";

	private constructor(browser: BindingBrowser, browserId: string, client: CdpClient, sessionId: string) {
		this.#browser = browser;
		this.#browserId = browserId;
		this.#client = client;
		this.#sessionId = sessionId;
	}

	static async open(): Promise<Page> {
		const browser = new BindingBrowser(env.BROWSER, {
			leaseMs: 600_000,
			acquireTimeoutMs: 60_000,
			answerTimeoutMs: 60_000,
		});
		const browserId = valueOf(await browser.acquire({}));
		const connection = await browser.connect(browserId);
		if (connection.kind !== "open") throw new Error(connection.kind);
		connection.socket.accept();
		const client = new CdpClient(connection.socket, 60_000, () => {});
		const { targetId } = valueOf(await client.send("Target.createTarget", { url: "about:blank" })) as {
			targetId: string;
		};
		const attach = await client.send("Target.attachToTarget", { targetId, flatten: true });
		const { sessionId } = valueOf(attach) as { sessionId: string };
		const page = new Page(browser, browserId, client, sessionId);
		await page.#serve();
		return page;
	}

	/** Loads the page; its scripts have run when this is done. Throws where the browser can't show it. */
	async load(html: string): Promise<void> {
		if (!(await this.tryLoad(html))) throw new Error("The page crashed.");
	}

	/** Whether the browser can show the page: its renderer may crash at that. It can load another one then. */
	async tryLoad(html: string): Promise<boolean> {
		this.#html = html;
		const outcome = Promise.withResolvers<boolean>();
		const stop = this.#client.listen(({ method }) => {
			if (method === "Page.loadEventFired") outcome.resolve(true);
			if (method === "Inspector.targetCrashed") outcome.resolve(false);
		});
		void this.send("Page.navigate", { url: PAGE_URL });
		return outcome.promise.finally(stop);
	}

	async harvest(wanted: Partial<Wanted> = everything, timeoutMs = 60_000): Promise<Harvest> {
		return valueOf(await this.tryHarvest(wanted, timeoutMs));
	}

	tryHarvest(wanted: Partial<Wanted>, timeoutMs: number): Promise<Result<Harvest>> {
		const nothing: Wanted = {
			main: false,
			html: false,
			hidden: false,
			rawHtml: false,
			structured: false,
			branding: false,
		};
		return harvestPage((method, params) => this.send(method, params), { ...nothing, ...wanted }, timeoutMs);
	}

	/** What an expression is in the page's own world. */
	async evaluate(expression: string): Promise<unknown> {
		const answer = valueOf(await this.send("Runtime.evaluate", { expression, returnByValue: true }));
		return (answer as { result: { value: unknown } }).result.value;
	}

	/** Milliseconds of a processor that the page has had by now, which nothing else on the machine takes from it. */
	async processorMs(): Promise<number> {
		const { metrics } = valueOf(await this.send("Performance.getMetrics")) as {
			readonly metrics: readonly { readonly name: string; readonly value: number }[];
		};
		const time = metrics.find(({ name }) => name === "ThreadTime");
		if (time === undefined) throw new Error("Chrome has no such time");
		return time.value * 1_000;
	}

	send(method: string, params: object = {}): Promise<Result<unknown>> {
		return this.#client.send(method, params, this.#sessionId);
	}

	async close(): Promise<void> {
		this.#client.close();
		await this.#browser.close(this.#browserId);
	}

	async #serve(): Promise<void> {
		this.#client.listen(({ method, params }) => {
			if (method !== "Fetch.requestPaused") return;
			const { requestId, request } = params as { requestId: string; request: { url: string } };
			const isPage = request.url === PAGE_URL;
			void this.send("Fetch.fulfillRequest", {
				requestId,
				responseCode: isPage ? 200 : 404,
				responseHeaders: [{ name: "Content-Type", value: "text/html; charset=utf-8" }],
				body: isPage ? base64(this.#html) : "",
			});
		});
		await this.send("Inspector.enable");
		await this.send("Page.enable");
		await this.send("Performance.enable");
		await this.send("Fetch.enable");
	}
}

function valueOf<T>(result: Result<T>): T {
	if (!result.ok) throw new Error(result.problem.message);
	return result.value;
}

const base64 = (text: string): string => {
	const bytes = new TextEncoder().encode(text);
	const chunks = Array.from({ length: Math.ceil(bytes.length / 8192) }, (_, index) =>
		String.fromCharCode(...bytes.subarray(index * 8192, (index + 1) * 8192)),
	);
	return btoa(chunks.join(""));
};

import puppeteer, { type Browser, type Page, type Viewport } from "puppeteer-core";
import { type Account, type CreatedSession } from "./account.ts";
import type { CdpSocket } from "./cdp-socket.ts";

export interface LiveViewRequest {
	readonly mode?: "tab" | "full";
	readonly targetId?: string;
	readonly isReadonly?: boolean;
	readonly expiresInMs?: number;
}

/** A session whose page is watched, with a client of its own that says what the page is like. */
export class Driven {
	readonly account: Account;
	readonly sessionId: string;
	readonly targetId: string;
	/** The page's own socket. */
	readonly page: CdpSocket;

	private constructor(account: Account, sessionId: string, targetId: string, page: CdpSocket) {
		this.account = account;
		this.sessionId = sessionId;
		this.targetId = targetId;
		this.page = page;
	}

	static async start(account: Account, url: string, query = {}): Promise<Driven> {
		const { sessionId }: CreatedSession = await account.create(query);
		const tab = await account.openTab(sessionId, url);
		const { CdpSocket: Socket } = await import("./cdp-socket.ts");
		return new Driven(account, sessionId, tab.id, await Socket.open(tab.webSocketDebuggerUrl));
	}

	evaluate(expression: string): Promise<unknown> {
		return this.page.evaluate(expression);
	}

	async link({ isReadonly, ...request }: LiveViewRequest = {}): Promise<string> {
		const body = {
			mode: "tab",
			targetId: this.targetId,
			...request,
			...(isReadonly === true && { guardrails: { mode: "readonly" } }),
		};
		const { devtoolsFrontendUrl } = await this.account.read<{ devtoolsFrontendUrl: string }>(
			`/browser/${this.sessionId}/live_view`,
			{ method: "POST", body: JSON.stringify(body) },
		);
		return devtoolsFrontendUrl;
	}
}

const patienceMs = 100_000;

/** Somebody with a browser, who opens what Berth gives out; the browser is one of Berth's own sessions. */
export class Person {
	/** What the pages complained of: errors, and refusals of the content security policy. */
	readonly complaints: string[] = [];
	readonly browser: Browser;

	private constructor(browser: Browser) {
		this.browser = browser;
	}

	static async withBrowser(account: Account): Promise<Person> {
		const { sessionId } = await account.create({ record: "false" });
		return new Person(
			await puppeteer.connect({
				browserWSEndpoint: account.socket(`/browser/${sessionId}`),
				headers: account.headers,
				defaultViewport: null,
			}),
		);
	}

	async open(url: string, viewport: Viewport = { width: 1000, height: 760 }): Promise<Page> {
		const page = await this.browser.newPage();
		page.setDefaultTimeout(patienceMs);
		page.on("pageerror", (error) => this.complaints.push(String(error)));
		page.on("console", (message) => {
			// A connection that is lost on purpose shows there, and so does an answer that says why there is none.
			if (!/WebSocket|Failed to load resource|ERR_|Canvas2D/.test(message.text()))
				this.complaints.push(message.text());
		});
		await page.setViewport(viewport);
		await page.goto(url);
		await page.bringToFront();
		return page;
	}
}

/** A live view in a person's browser, and where on it the driven page's points are. */
export class LiveView {
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	state(): Promise<string | null> {
		return this.page.$eval("#state", (element) => element.textContent);
	}

	/** How wide an element is shown. */
	width(selector: string): Promise<number> {
		return this.page.$eval(selector, (element) => element.getBoundingClientRect().width);
	}

	text(selector: string): Promise<string> {
		return this.page.evaluate((asked) => {
			const element = document.querySelector<HTMLElement>(asked);
			return element?.checkVisibility() === true ? element.innerText.trim() : "";
		}, selector);
	}

	/** The pixels of the picture, and its size in the window. */
	size(): Promise<{ width: number; height: number; shownWidth: number; shownHeight: number }> {
		return this.page.evaluate(() => {
			const canvas = document.querySelector("canvas");
			const box = canvas?.getBoundingClientRect();
			const { width = 0, height = 0 } = canvas ?? {};
			return { width, height, shownWidth: box?.width ?? 0, shownHeight: box?.height ?? 0 };
		});
	}

	/** Red, green and blue in the middle of the picture. */
	middle(): Promise<readonly number[]> {
		return this.page.evaluate(() => {
			const canvas = document.querySelector("canvas");
			const { width = 0, height = 0 } = canvas ?? {};
			if (canvas === null || width === 0) return [];
			return [...(canvas.getContext("2d")?.getImageData(width / 2, height / 2, 1, 1).data ?? [])].slice(0, 3);
		});
	}

	/** The middle of an element of the driven page, in this window. */
	async place(driven: Driven, selector: string): Promise<{ x: number; y: number }> {
		const [x, y, width] = (await driven.evaluate(
			`(() => { const b = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();` +
				`return [b.x + b.width / 2, b.y + b.height / 2, innerWidth]; })()`,
		)) as [number, number, number];
		return this.page.evaluate(
			(px, py, pageWidth) => {
				const box = document.querySelector("canvas")?.getBoundingClientRect() ?? new DOMRect();
				const scale = box.width / pageWidth;
				return { x: box.x + px * scale, y: box.y + py * scale };
			},
			x,
			y,
			width,
		);
	}

	async click(driven: Driven, selector: string, count = 1): Promise<void> {
		const { x, y } = await this.place(driven, selector);
		await this.page.mouse.click(x, y, { count });
	}

	async press(label: string): Promise<void> {
		// It waits for one that is not ready yet, as the way back while the history is looked up.
		await this.page.locator(`::-p-aria([name="${label}"][role="button"])`).click();
	}
}

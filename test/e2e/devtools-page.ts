import type { Browser, Frame, KeyInput, Page } from "puppeteer-core";
import { expect } from "vitest";

/** Everything but what the front end itself says of commands that its Chrome does not know, or may not run. */
const COMPLAINT = /Content Security Policy|Refused to|blocked/i;

const patienceMs = 100_000;

/** Berth's DevTools in a person's browser. */
export class DevtoolsPage {
	readonly page: Page;
	/** What the page could not do: violations of its policy, and exceptions. */
	readonly complaints: string[] = [];
	/** The host of every request that the page made. */
	readonly hosts = new Set<string>();

	private constructor(page: Page) {
		this.page = page;
		page.on("pageerror", (error) => this.complaints.push(String(error)));
		page.on("console", (message) => {
			if (COMPLAINT.test(message.text())) this.complaints.push(message.text());
		});
		page.on("request", (request) => {
			const { protocol, host } = new URL(request.url());
			if (protocol !== "data:") this.hosts.add(host);
		});
	}

	/** The methods of commands that were refused because the link is read-only, in order. */
	readonly refused: string[] = [];
	/** All that came in on the socket, but for pictures. */
	readonly received: string[] = [];

	static async open(browser: Browser, url: string): Promise<DevtoolsPage> {
		const page = await browser.newPage();
		page.setDefaultTimeout(patienceMs);
		// Wide enough for the tab of every panel.
		await page.setViewport({ width: 2000, height: 1000 });
		const opened = new DevtoolsPage(page);
		await opened.#listenToSocket();
		await page.goto(url);
		return opened;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.page.close();
	}

	/** The front end, where it is there at all. */
	frame(): Frame {
		const frame = this.page.frames().find((each) => each.url().includes("/ui/devtools/"));
		if (frame === undefined) throw new Error("The page shows no DevTools");
		return frame;
	}

	/** What the bar above the front end says. */
	notice(): Promise<string> {
		return this.page.$eval("header", (header) =>
			header.hidden ? "" : header.innerText.replace(/\s+/g, " "),
		);
	}

	/** Clicks a panel's tab until it is the one that is shown: while the front end starts, tabs move away under a click. */
	async choose(panel: string): Promise<void> {
		const tab = `::-p-aria([name="${panel}"][role="tab"])`;
		const isChosen = async () => {
			await this.click(tab);
			return this.frame().$eval(tab, (element) => element.getAttribute("aria-selected"));
		};
		await expect.poll(isChosen).toBe("true");
	}

	/** Clicks an element once it is seen, and stands still. */
	click(selector: string): Promise<void> {
		return this.frame().locator(selector).click();
	}

	/** Presses a key together with Control. */
	async control(key: KeyInput): Promise<void> {
		await this.page.keyboard.down("Control");
		await this.page.keyboard.press(key);
		await this.page.keyboard.up("Control");
	}

	/** Types into what has the focus, and then Enter. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
		await this.page.keyboard.press("Enter");
	}

	/** The texts of all elements with the selector, in shadow roots too. */
	async texts(selector: string): Promise<readonly string[]> {
		const texts = await this.frame().evaluate((wanted) => {
			const elements = [...document.querySelectorAll("*")];
			for (const element of elements)
				if (element.shadowRoot) elements.push(...element.shadowRoot.querySelectorAll("*"));
			return elements.filter((element) => element.matches(wanted)).map(({ textContent }) => textContent);
		}, selector);
		// The elements' markup may be broken between lines where there are zero-width spaces.
		return texts.map((text) => text.replaceAll("\u200b", ""));
	}

	/** Waits until one of those elements has the text. */
	async sees(selector: string, text: string): Promise<void> {
		await expect.poll(async () => (await this.texts(selector)).join("\n")).toContain(text);
	}

	/** Clicks the middle of the page's picture. */
	async clickPicture(): Promise<void> {
		const picture = await this.frame().waitForSelector(">>> .screencast canvas", { visible: true });
		const box = await picture?.boundingBox();
		if (!box) throw new Error("There is no picture of the page");
		await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
	}

	/** Goes to an address with the address bar above the picture. */
	async navigate(url: string): Promise<void> {
		await this.click(">>> .screencast-navigation input");
		await this.control("a");
		await this.type(url);
	}

	/** Cuts the front end off, as a network may. */
	dropSocket(): Promise<void> {
		return this.frame().evaluate(() =>
			(globalThis as unknown as { lastSocket: WebSocket }).lastSocket.close(),
		);
	}

	async #listenToSocket(): Promise<void> {
		await this.page.evaluateOnNewDocument(() => {
			const own = window as unknown as { WebSocket: typeof WebSocket; lastSocket: WebSocket };
			own.WebSocket = class extends own.WebSocket {
				constructor(url: string | URL) {
					super(url);
					own.lastSocket = this;
				}
			};
		});
		const cdp = await this.page.createCDPSession();
		await cdp.send("Network.enable");
		cdp.on("Network.webSocketFrameReceived", ({ response: { payloadData } }) => {
			if (payloadData.startsWith('{"method":"Page.screencastFrame"')) return;
			this.received.push(payloadData);
			const [, method] = /"([\w.]+) is not allowed on a read-only connection/.exec(payloadData) ?? [];
			if (method !== undefined) this.refused.push(method);
		});
	}
}

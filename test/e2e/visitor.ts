import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { expect } from "vitest";
import { flawsOf } from "./accessibility.ts";

const patienceMs = 100_000;

declare global {
	interface Window {
		violations?: string[];
	}
}

export interface Look {
	readonly scheme?: "light" | "dark";
	readonly width?: number;
}

/** Somebody with a browser of their own at Berth's dashboard. It notes whatever a page must not do. */
export class Visitor {
	readonly page: Page;
	/** Addresses that were asked for. */
	readonly requests: string[] = [];
	/** What was thrown in the page. */
	readonly errors: string[] = [];
	readonly #context: BrowserContext;
	readonly #url: string;

	private constructor(context: BrowserContext, page: Page, url: string) {
		this.#context = context;
		this.#url = url;
		this.page = page;
		page.setDefaultTimeout(patienceMs);
		page.on("request", (request) => this.requests.push(request.url()));
		page.on("pageerror", (error) => this.errors.push(String(error)));
	}

	/** Opens the dashboard at `url`, signed in with a token unless there is none. */
	static async at(browser: Browser, url: string, token?: string): Promise<Visitor> {
		const context = await browser.createBrowserContext();
		for (const name of ["clipboard-read", "clipboard-write"])
			await context.setPermission(url, { permission: { name }, state: "granted" });
		const person = new Visitor(context, await context.newPage(), url);
		await person.page.evaluateOnNewDocument(() => {
			window.violations = [];
			addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
				window.violations?.push(`${violatedDirective} ${blockedURI}`),
			);
		});
		await person.page.goto(url);
		if (token !== undefined) await person.signIn(token);
		return person;
	}

	async signIn(token: string): Promise<void> {
		await this.fill("Token", token);
		await this.press("Sign in");
	}

	/** Goes to a place by its address, `#/…`. */
	async goTo(place: string): Promise<void> {
		await this.page.evaluate((hash) => (location.hash = hash), place);
	}

	/** What can be read. */
	text(): Promise<string> {
		return this.page.evaluate(() => document.body.innerText);
	}

	async sees(text: string | RegExp): Promise<void> {
		await expect.poll(() => this.text()).toMatch(text);
	}

	async press(name: string): Promise<void> {
		await this.page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
	}

	async follow(name: string): Promise<void> {
		await this.page.locator(`::-p-aria([name="${name}"][role="link"])`).click();
	}

	async openPanel(name: string): Promise<void> {
		await this.page.locator(`[role=tab]::-p-text(${name})`).click();
	}

	async fill(label: string, text: string): Promise<void> {
		await this.page.locator(`input::-p-aria(${label})`).fill(text);
	}

	/** Picks of a select by the name of its field. */
	async pick(name: string, value: string): Promise<void> {
		await this.page.waitForSelector(`select[name="${name}"]`);
		await this.page.select(`select[name="${name}"]`, value);
	}

	/** Picks the account that an admin looks at; all of them without one. */
	async lookAt(account: string): Promise<void> {
		await this.page.locator(".account input").click({ count: 3 });
		await this.page.keyboard.press("Backspace");
		await this.page.keyboard.type(account);
		await this.page.keyboard.press("Enter");
	}

	/** The address after `#`. */
	place(): Promise<string> {
		return this.page.evaluate(() => location.hash);
	}

	async look({ scheme = "light", width = 1280 }: Look): Promise<void> {
		await this.page.setViewport({ width, height: 800 });
		await this.page.emulateMediaFeatures([
			{ name: "prefers-color-scheme", value: scheme },
			// Nothing is measured half-way through a change.
			{ name: "prefers-reduced-motion", value: "reduce" },
		]);
	}

	/** What axe finds wrong with the page as it is shown now, and whether it scrolls sideways. */
	flaws(): Promise<readonly string[]> {
		return flawsOf(this.page);
	}

	/** Leaves, having been shown a page that did nothing it must not: see {@link Visitor}. */
	async leave(secrets: readonly string[]): Promise<void> {
		expect(await this.page.evaluate(() => window.violations)).toEqual([]);
		expect(this.errors).toEqual([]);
		const away = this.requests.filter((url) => !url.startsWith(`${this.#url}/`) && !url.startsWith("data:"));
		expect(away).toEqual([]);
		for (const secret of secrets) expect(this.requests.filter((url) => url.includes(secret))).toEqual([]);
		expect(await this.#context.cookies()).toEqual([]);
		await this.#context.close();
	}
}

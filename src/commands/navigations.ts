import type { Page } from "@cloudflare/puppeteer";
import { frameIdOf, pageClient } from "./internals.ts";

/** Dispositions with which a navigation is of another tab, or of none. */
const ELSEWHERE = new Set(["newTab", "newWindow", "download"]);

type Stage = "requested" | "committed" | "interactive" | "loaded";

/**
 * Follows the navigations of a tab's main frame: so that an action can wait for the one it started, and that
 * `wait_for_navigation` knows one that was faster than its call.
 */
export class Navigations {
	readonly #page: Page;
	#stage: Stage = "loaded";
	#loaderId = "";
	#brokenOff: string | undefined;
	#documents = 0;
	#sinceMark = 0;
	#wasRequested = false;
	#isGivenUp = false;
	#waiting: (() => void)[] = [];

	constructor(page: Page) {
		this.#page = page;
		pageClient(page).on("Page.frameRequestedNavigation", ({ frameId, disposition }) => {
			if (frameId !== this.#mainFrameId || ELSEWHERE.has(disposition)) return;
			this.#wasRequested = true;
			this.#reach("requested");
		});
		pageClient(page).on("Page.frameStoppedLoading", ({ frameId }) => {
			if (frameId !== this.#mainFrameId) return;
			this.#isGivenUp = false;
			// One that never commits: a download, or an answer without content.
			if (this.#stage === "requested") this.#reach("loaded");
		});
		pageClient(page).on("Page.frameNavigated", ({ frame, type }) => {
			if (frame.parentId !== undefined) return;
			this.#sinceMark += 1;
			this.#documents += 1;
			this.#loaderId = frame.loaderId;
			this.#brokenOff = undefined;
			// One that comes out of the back/forward cache has loaded before, and says so no more.
			this.#reach(type === "BackForwardCacheRestore" ? "loaded" : "committed");
		});
		pageClient(page).on("Network.loadingFailed", ({ requestId, errorText }) => {
			// Chrome reports no load of a document whose body breaks off or can't be decoded.
			if (requestId !== this.#loaderId || (this.#stage !== "committed" && this.#stage !== "interactive"))
				return;
			this.#brokenOff = errorText;
			this.#reach("loaded");
		});
		pageClient(page).on("Page.navigatedWithinDocument", ({ frameId }) => {
			if (frameId !== this.#mainFrameId) return;
			this.#sinceMark += 1;
			this.#reach(this.#stage === "requested" ? "loaded" : this.#stage);
		});
		page.on("domcontentloaded", () => this.#reach("interactive"));
		page.on("load", () => this.#reach("loaded"));
	}

	/** Forgets what was, before an action that may start a navigation. */
	mark(): void {
		this.#sinceMark = 0;
		this.#wasRequested = false;
	}

	/** Whether the page itself has asked for a navigation since the mark. */
	get wasRequested(): boolean {
		return this.#wasRequested;
	}

	/** Whether the page has asked for a navigation that has not come to anything yet. */
	get isRequested(): boolean {
		return this.#stage === "requested";
	}

	/** Whether the document that is shown is coming, and can't be used yet. */
	get isArriving(): boolean {
		return this.#stage === "committed";
	}

	/** Waits no longer for what the page has asked for. */
	giveUp(): void {
		if (!this.isRequested) return;
		this.#reach("loaded");
		this.#isGivenUp = true;
	}

	/** Whether the page is being left, waited for or not. */
	get isBeingLeft(): boolean {
		return this.isRequested || this.#isGivenUp;
	}

	/** How many documents the tab has shown. */
	get documents(): number {
		return this.#documents;
	}

	/** Whether another document, or another place of the one that was there, has come since the mark. */
	get hasArrived(): boolean {
		return this.#sinceMark > 0;
	}

	/** Whether a navigation was begun since the mark. */
	get hasBegun(): boolean {
		return this.#sinceMark > 0 || this.#stage === "requested";
	}

	/** Why the document that is shown is not all of it, in Chrome's words. */
	get brokenOff(): string | undefined {
		return this.#brokenOff;
	}

	/** Waits until the tab shows another document than the one of that number; `false` if it does not in time. */
	async replaced(documents: number, timeoutMs: number): Promise<boolean> {
		return this.#until(() => this.#documents > documents, timeoutMs);
	}

	/** Waits until a document that was navigated to since the mark has broken off; `false` if none does in time. */
	async broken(timeoutMs: number): Promise<boolean> {
		return this.#until(() => this.#sinceMark > 0 && this.#brokenOff !== undefined, timeoutMs);
	}

	/** Waits for the next navigation to begin, unless one has since the mark; `false` if none does in time. */
	async begun(timeoutMs: number): Promise<boolean> {
		return this.#until(() => this.hasBegun, timeoutMs);
	}

	/** Waits until the document that is being navigated to can be used; `false` if it can't in time. */
	async interactive(timeoutMs: number): Promise<boolean> {
		return this.#until(() => this.#stage === "interactive" || this.#stage === "loaded", timeoutMs);
	}

	async loaded(timeoutMs: number): Promise<boolean> {
		return this.#until(() => this.#stage === "loaded", timeoutMs);
	}

	async #until(isReached: () => boolean, timeoutMs: number): Promise<boolean> {
		const end = Date.now() + timeoutMs;
		while (!isReached()) {
			const leftMs = end - Date.now();
			if (leftMs <= 0) return false;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, leftMs);
				this.#waiting.push(() => {
					clearTimeout(timer);
					resolve();
				});
			});
		}
		return true;
	}

	#reach(stage: Stage): void {
		this.#stage = stage;
		this.#isGivenUp = false;
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const wake of waiting) wake();
	}

	get #mainFrameId(): string {
		return frameIdOf(this.#page.mainFrame());
	}
}

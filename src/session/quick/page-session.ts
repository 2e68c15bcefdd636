import type { Browser, Page } from "@cloudflare/puppeteer";
import type { BrowserPort } from "../../browser/port.ts";
import { pageClient } from "../../commands/internals.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { describeFault, log } from "../../lib/log.ts";
import { withTimeout } from "../../lib/timeout.ts";
import { PAGE_GONE, QuickError } from "./failures.ts";
import { openPageTransport } from "./page-transport.ts";

const ATTACH_PATIENCE_MS = 15_000;
/** What actions have that ask for no other. */
const USUAL_VIEWPORT = { width: 1920, height: 1080 };
/** Longer than any action may take, which ends its connection. */
const MOST_ANSWER_MS = 310_000;
/** Most actions are done before they are asked for the first time. */
const ASK_EVERY_MS = 3_000;
const LIFE_SIGN_PATIENCE_MS = 5_000;

/** One page, driven with puppeteer over a connection that nothing else uses. */
export interface PageSession {
	readonly page: Page;
	/**
	 * Rejects with a {@link QuickError} when the page crashes, its connection is silent, or it was given up: it answers
	 * nothing then.
	 */
	readonly lost: Promise<never>;
	/** Whether it has come to that. */
	readonly isLost: boolean;
	/** Gives the connection up; what waits for the page fails then. */
	readonly close: () => void;
}

/** Connects to a tab. Refuses with `browser_unreachable`. */
export async function openPageSession(
	port: Pick<BrowserPort, "connect">,
	browserId: string,
	targetId: string,
): Promise<Result<PageSession>> {
	// What needs no quick action never loads it.
	const [connection, { default: puppeteer }] = await Promise.all([
		port.connect(browserId, targetId),
		import("@cloudflare/puppeteer"),
	]);
	if (connection.kind !== "open") return refuse(unreachable);
	let heard = 0;
	const transport = openPageTransport(connection.socket, targetId, () => void (heard += 1));
	try {
		const connecting = puppeteer.connect({
			transport,
			defaultViewport: null,
			protocolTimeout: MOST_ANSWER_MS,
		});
		const browser = await withTimeout(connecting, ATTACH_PATIENCE_MS, "attaching");
		const page = await withTimeout(onlyPage(browser), ATTACH_PATIENCE_MS, "attaching");
		// A tab in the background is not drawn otherwise.
		void pageClient(page)
			.send("Emulation.setFocusEmulationEnabled", { enabled: true })
			.catch(() => undefined);
		await page.setViewport(USUAL_VIEWPORT);
		return ok(
			new WatchedPage(
				page,
				() => transport.close(),
				() => heard,
			),
		);
	} catch (fault) {
		log("warn", "quick.attach_failed", { fault: describeFault(fault) });
		transport.close();
		return refuse(unreachable);
	}
}

/** A page whose end is noticed. */
class WatchedPage implements PageSession {
	readonly page: Page;
	readonly lost: Promise<never>;
	readonly #timer: ReturnType<typeof setInterval>;
	readonly #disconnect: () => void;
	readonly #heard: () => number;
	readonly #reject: (why: QuickError) => void;
	#isLost = false;

	/** `heard` counts the messages of the page's connection. */
	constructor(page: Page, disconnect: () => void, heard: () => number) {
		this.page = page;
		this.#disconnect = disconnect;
		this.#heard = heard;
		const { promise, reject } = Promise.withResolvers<never>();
		promise.catch(() => undefined);
		this.lost = promise;
		this.#reject = reject;
		page.once("error", () => this.#lose("Page crashed!"));
		page.browser().once("disconnected", () => this.#lose("Connection closed."));
		this.#timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
	}

	get isLost(): boolean {
		return this.#isLost;
	}

	/** What only waits for a time hears of it by what is lost, and of nothing else. */
	readonly close = (): void => {
		this.#lose("Connection closed: the action was given up.");
		this.#disconnect();
	};

	/** A message over 32 MiB can leave a connection open and silent, which only asking finds out. */
	async #ask(): Promise<void> {
		const before = this.#heard();
		try {
			// The browser answers it, however busy the page is.
			const asking = pageClient(this.page).send("Target.getTargetInfo");
			await withTimeout(asking, LIFE_SIGN_PATIENCE_MS, "answering");
		} catch {
			// An answer may wait behind a great many events, each of which is a sign of life.
			if (this.#heard() === before)
				this.#lose("Connection closed: the page's messages are too long, or it is gone.");
		}
	}

	#lose(why: string): void {
		clearInterval(this.#timer);
		this.#isLost = true;
		this.#reject(new QuickError(PAGE_GONE, why));
	}
}

async function onlyPage(browser: Browser): Promise<Page> {
	const [page] = await browser.pages();
	if (page === undefined) throw new Error("no page");
	return page;
}

const unreachable = problem("browser_unreachable", "The browser's page could not be reached.", 1);

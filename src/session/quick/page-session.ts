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
	/** Gives the connection up; what waits for the page fails then. */
	readonly close: () => void;
}

/** Connects to a tab. `mostMs` bounds each answer of its page. Refuses with `browser_unreachable`. */
export async function openPageSession(
	port: Pick<BrowserPort, "connect">,
	browserId: string,
	targetId: string,
	mostMs: number,
): Promise<Result<PageSession>> {
	// What needs no quick action never loads it.
	const [connection, { default: puppeteer }] = await Promise.all([
		port.connect(browserId, targetId),
		import("@cloudflare/puppeteer"),
	]);
	if (connection.kind !== "open") return refuse(unreachable);
	const transport = openPageTransport(connection.socket, targetId);
	try {
		const connecting = puppeteer.connect({ transport, defaultViewport: null, protocolTimeout: mostMs });
		const browser = await withTimeout(connecting, ATTACH_PATIENCE_MS, "attaching");
		const page = await withTimeout(onlyPage(browser), ATTACH_PATIENCE_MS, "attaching");
		// A tab in the background is not drawn otherwise.
		void pageClient(page)
			.send("Emulation.setFocusEmulationEnabled", { enabled: true })
			.catch(() => undefined);
		const watch = watchLife(page);
		const close = () => {
			watch.stop();
			transport.close();
		};
		return ok({ page, lost: watch.lost, close });
	} catch (fault) {
		log("warn", "quick.attach_failed", { fault: describeFault(fault) });
		transport.close();
		return refuse(unreachable);
	}
}

/** A message over 32 MiB can leave a connection open and silent, which only asking finds out. */
function watchLife(page: Page) {
	const { promise: lost, reject } = Promise.withResolvers<never>();
	lost.catch(() => undefined);
	const client = pageClient(page);
	page.once("error", () => reject(new QuickError(PAGE_GONE, "Page crashed!")));
	const ask = async () => {
		try {
			// The browser answers it, however busy the page is.
			await withTimeout(client.send("Target.getTargetInfo"), LIFE_SIGN_PATIENCE_MS, "answering");
		} catch {
			reject(
				new QuickError(PAGE_GONE, "Connection closed: the page's messages are too long, or it is gone."),
			);
		}
	};
	const timer = setInterval(() => void ask(), ASK_EVERY_MS);
	const stop = () => {
		clearInterval(timer);
		// What only waits for a time hears of nothing else.
		reject(new QuickError(PAGE_GONE, "Connection closed: the action was given up."));
	};
	return { lost, stop };
}

async function onlyPage(browser: Browser): Promise<Page> {
	const [page] = await browser.pages();
	if (page === undefined) throw new Error("no page");
	return page;
}

const unreachable = problem("browser_unreachable", "The browser's page could not be reached.", 1);

import type { Browser, ConnectionTransport } from "@cloudflare/puppeteer";
import type { BrowserPort } from "../browser/port.ts";
import { MAX_TIMEOUT_MS } from "../commands/deadline.ts";
import { typeOf } from "../commands/internals.ts";
import { type BatchReport, type CommandRequest, runCommands } from "../commands/runner.ts";
import { Tabs } from "../commands/tabs.ts";
import { type ProblemCode, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { isPage, type Target } from "../domain/target.ts";
import { describeFault, log } from "../lib/log.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { closeSocket } from "../lib/sockets.ts";
import { withTimeout } from "../lib/timeout.ts";

const ATTACH_PATIENCE_MS = 15_000;
/** Batches that may wait for those before them. */
const MOST_WAITING = 32;
const LIFE_SIGN_PATIENCE_MS = 2_000;

/** What a command fails with when its page is gone, with or without the browser. */
const MAY_BE_THE_END: ReadonlySet<ProblemCode> = new Set([
	"page_closed",
	"page_crashed",
	"no_page",
	"internal",
]);

interface Attachment {
	readonly browser: Browser;
	readonly tabs: Tabs;
	/** Resolves when the connection is gone. */
	readonly lost: Promise<Result<never>>;
}

/**
 * Runs commands in the session's browser with puppeteer, which it attaches over a socket of its own on first use, and
 * again when that has closed. One batch runs after another.
 */
export class Driver {
	readonly #port: BrowserPort;
	readonly #attach: () => Promise<Result<Attachment>>;
	#browserId = "";
	#attachment: Attachment | undefined;
	#last: Promise<unknown> = Promise.resolve();
	#waiting = 0;

	constructor(port: BrowserPort) {
		this.#port = port;
		this.#attach = singleFlight(() => this.#open());
	}

	/** Whether it is connected: its commands answer the dialogs of pages. */
	get isAttached(): boolean {
		return this.#attachment !== undefined;
	}

	/** Refuses with `session_busy`, or with `browser_unreachable` when there is no connection, or it is lost meanwhile. */
	async run(browserId: string, requests: readonly CommandRequest[]): Promise<Result<BatchReport>> {
		if (this.#waiting >= MOST_WAITING)
			return refuse(problem("session_busy", `${MOST_WAITING} calls wait for this session's tab already.`, 1));
		this.#browserId = browserId;
		this.#waiting += 1;
		const before = this.#last;
		const running = before.then(() => this.#runNow(requests));
		this.#last = running.catch(() => undefined);
		try {
			return await running;
		} finally {
			this.#waiting -= 1;
		}
	}

	async #runNow(requests: readonly CommandRequest[]): Promise<Result<BatchReport>> {
		const attachment = this.#attachment === undefined ? await this.#attach() : ok(this.#attachment);
		if (!attachment.ok) return attachment;
		const { browser, tabs, lost } = attachment.value;
		const report = await Promise.race([runCommands(tabs, requests), lost]);
		const failure = report.ok ? report.value.results.at(-1)?.problem?.code : undefined;
		if (failure === undefined || !MAY_BE_THE_END.has(failure)) return report;
		// A browser that goes takes its pages first.
		const isThere = withTimeout(browser.version(), LIFE_SIGN_PATIENCE_MS, "answering").then(() => report);
		return Promise.race([isThere, lost]).catch(() => refuse(connectionLost));
	}

	async #open(): Promise<Result<Attachment>> {
		const [connection, targets] = await Promise.all([
			this.#port.connect(this.#browserId),
			this.#port.targets(this.#browserId),
		]);
		if (connection.kind !== "open") return refuse(connectionLost);
		const transport = transportOver(connection.socket);
		try {
			// A session that nobody sends commands never pays for it.
			const { default: puppeteer } = await import("@cloudflare/puppeteer");
			const connecting = puppeteer.connect({
				transport,
				// A second client must not resize the first one's page.
				defaultViewport: null,
				protocolTimeout: MAX_TIMEOUT_MS + 5_000,
				// Chrome's own windows load many files of their own.
				targetFilter: (target) => typeOf(target) !== "other" || !target.url().startsWith("chrome://"),
			});
			const browser = await withTimeout(connecting, ATTACH_PATIENCE_MS, "attaching");
			const owns = (id: string) => this.#port.owns(this.#browserId, id);
			// Chrome lists the tab first that was in front last.
			const front = targets.ok
				? targets.value.find((target: Target) => isPage(target) && owns(target.id))?.id
				: undefined;
			const { promise: lost, resolve } = Promise.withResolvers<Result<never>>();
			const attachment = { browser, tabs: new Tabs(browser, front, owns), lost };
			this.#attachment = attachment;
			browser.once("disconnected", () => {
				if (this.#attachment === attachment) this.#attachment = undefined;
				resolve(refuse(connectionLost));
			});
			return ok(attachment);
		} catch (fault) {
			log("warn", "driver.attach_failed", { fault: describeFault(fault) });
			transport.close();
			return refuse(connectionLost);
		}
	}
}

const connectionLost = problem("browser_unreachable", "The browser could not be reached to run commands.", 1);

/** What puppeteer talks through: a socket that is there already. */
function transportOver(socket: WebSocket): ConnectionTransport {
	const transport: ConnectionTransport = {
		send: (message) => socket.send(message),
		close: () => closeSocket(socket),
	};
	socket.addEventListener("message", ({ data }) => {
		if (typeof data === "string") transport.onmessage?.(data);
	});
	socket.addEventListener("close", () => transport.onclose?.());
	// A message over 32 MiB breaks the connection without closing it.
	socket.addEventListener("error", () => {
		closeSocket(socket);
		transport.onclose?.();
	});
	socket.accept();
	return transport;
}

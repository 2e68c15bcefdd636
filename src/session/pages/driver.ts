import type { Browser } from "@cloudflare/puppeteer";
import type { BrowserPort } from "../../browser/port.ts";
import { MAX_TIMEOUT_MS } from "../../commands/deadline.ts";
import { typeOf } from "../../commands/internals.ts";
import { dialogOpen } from "../../commands/dialog.ts";
import {
	type BatchBounds,
	type BatchReport,
	type CommandHost,
	type CommandRequest,
	runCommands,
} from "../../commands/runner.ts";
import { Tabs } from "../../commands/tabs.ts";
import { type Problem, type ProblemCode, problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { isPage } from "../../domain/target.ts";
import type { MachineFence } from "../fence/machine-fence.ts";
import { describeFault, log } from "../../lib/log.ts";
import { singleFlight } from "../../lib/single-flight.ts";
import { Turns } from "../../lib/turns.ts";
import { withTimeout } from "../../lib/timeout.ts";
import type { Starts } from "../link/starts.ts";
import type { SessionStore } from "../store.ts";
import { openTransport } from "./transport.ts";

const ATTACH_PATIENCE_MS = 15_000;
/** Batches that may wait for those before them. */
const MOST_WAITING = 32;
const LIFE_SIGN_PATIENCE_MS = 2_000;

/** What a command fails with when its page is gone, or none comes, with or without the browser. */
const MAY_BE_THE_END: ReadonlySet<ProblemCode> = new Set([
	"command_failed",
	"internal",
	"no_page",
	"page_closed",
	"page_crashed",
	"page_unresponsive",
]);

interface Attachment {
	readonly browser: Browser;
	readonly tabs: Tabs;
	/** Resolves when the connection is gone. */
	readonly lost: Promise<Problem>;
}

/** The tab that commands run in, for work that is more than commands. */
export interface CurrentTab {
	/** Absent where the browser has no tab. */
	readonly targetId: string | undefined;
	/** The one that is used last by now, where a command was run. */
	readonly latest: string | undefined;
	/** Runs commands in it. */
	run(requests: readonly CommandRequest[], bounds: BatchBounds): Promise<Result<BatchReport>>;
}

export interface DriverParts {
	readonly starts: Starts;
	readonly fence: Pick<MachineFence, "commands">;
	readonly port: BrowserPort;
	readonly host: CommandHost;
	/** Keeps through restarts which tab was used last. */
	readonly store: Pick<SessionStore, "lastTab">;
	/** Tabs that Berth works in by itself, and no command does. */
	readonly hiddenTabs: ReadonlySet<string>;
	/** Called with each tab that becomes the current one of commands. */
	readonly onTab: (tabId: string) => void;
}

/**
 * Runs commands in the session's browser with puppeteer, which it attaches over a socket of its own on first use, and
 * again when that has closed. One batch runs after another.
 */
export class Driver {
	readonly #parts: DriverParts;
	readonly #attach: () => Promise<Result<Attachment>>;
	readonly #turns = new Turns();
	#browserId = "";
	#attachment: Attachment | undefined;

	constructor(parts: DriverParts) {
		this.#parts = parts;
		this.#attach = singleFlight(() => this.#open());
	}

	/** Whether it is connected: its commands answer the dialogs of pages. */
	get isAttached(): boolean {
		return this.#attachment !== undefined;
	}

	/** Refuses with `session_busy`, or with `browser_unreachable` when there is no connection, or it is lost meanwhile. */
	run(browserId: string, requests: readonly CommandRequest[]): Promise<Result<BatchReport>> {
		return this.#inTurn(browserId, () => this.#runNow(requests));
	}

	/** Lets `work` have the tab that was used last, when the commands before it are done. Refuses like {@link run}. */
	inTab<T>(browserId: string, work: (tab: CurrentTab) => Promise<Result<T>>): Promise<Result<T>> {
		return this.#inTurn(browserId, async () => {
			const targetId = await this.#currentTab();
			if (!targetId.ok) return targetId;
			if (targetId.value !== undefined) this.#parts.store.lastTab = targetId.value;
			const latest = () => this.#attachment?.tabs.currentId;
			return work({
				targetId: targetId.value,
				get latest() {
					return latest();
				},
				run: (requests, bounds) => this.#runNow(requests, bounds),
			});
		});
	}

	async #inTurn<T>(browserId: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
		if (this.#turns.count >= MOST_WAITING)
			return refuse(problem("session_busy", `${MOST_WAITING} calls wait for this session's tab already.`, 1));
		this.#browserId = browserId;
		return this.#turns.take(work);
	}

	async #currentTab(): Promise<Result<string | undefined>> {
		const tabs = this.#attachment?.tabs;
		if (tabs === undefined) return this.#frontTab();
		const { dialog, isCrashed = false } = tabs.attachedCurrent ?? {};
		if (dialog !== undefined) return refuse(dialogOpen(dialog).problem);
		// A new one comes in the place of one whose page crashed.
		if (isCrashed) await this.#runNow([{ command: "navigate_to", data: { url: "about:blank" } }]);
		return ok(tabs.currentId);
	}

	#owns(id: string): boolean {
		return this.#parts.port.owns(this.#browserId, id);
	}

	/** The tab that commands used last; before there was one, the first that Chrome lists, which is the one in front. */
	async #frontTab(): Promise<Result<string | undefined>> {
		const targets = await this.#parts.port.targets(this.#browserId);
		if (!targets.ok) return targets;
		const ids = targets.value
			.filter((target) => isPage(target) && this.#owns(target.id) && !this.#parts.hiddenTabs.has(target.id))
			.map(({ id }) => id);
		const { lastTab } = this.#parts.store;
		return ok(ids.find((id) => id === lastTab) ?? ids[0]);
	}

	async #runNow(requests: readonly CommandRequest[], bounds?: BatchBounds): Promise<Result<BatchReport>> {
		const attachment = this.#attachment === undefined ? await this.#attach() : ok(this.#attachment);
		if (!attachment.ok) return attachment;
		const { browser, tabs, lost } = attachment.value;
		const report = await runCommands(tabs, requests, this.#parts.host, lost, bounds);
		const failure = report.ok ? report.value.results.at(-1)?.problem?.code : undefined;
		if (failure === undefined || !MAY_BE_THE_END.has(failure)) return report;
		// A browser that goes takes its pages first.
		const isThere = withTimeout(browser.version(), LIFE_SIGN_PATIENCE_MS, "answering").then(() => report);
		const isGone = lost.then((why) => refuse(why));
		return Promise.race([isThere, isGone]).catch(() => {
			this.#drop(attachment.value);
			return refuse(connectionLost);
		});
	}

	/** A connection that is silent, as after a message over 32 MiB, is not used again: the next command opens another. */
	#drop(attachment: Attachment): void {
		if (this.#attachment === attachment) this.#attachment = undefined;
		void attachment.browser.disconnect().catch(() => undefined);
	}

	async #open(): Promise<Result<Attachment>> {
		const [connection, front] = await Promise.all([
			this.#parts.port.connect(this.#browserId),
			this.#frontTab(),
		]);
		if (connection.kind !== "open") return refuse(connectionLost);
		const transport = openTransport(connection.socket, this.#parts.fence.commands, this.#parts.starts);
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
			const { promise: lost, resolve } = Promise.withResolvers<Problem>();
			const scope = {
				owns: (id: string) => this.#owns(id),
				hides: (id: string) => this.#parts.hiddenTabs.has(id),
				onUse: (id: string) => {
					this.#parts.store.lastTab = id;
					this.#parts.onTab(id);
				},
			};
			const tabs = new Tabs(browser, front.ok ? front.value : undefined, scope);
			const attachment = { browser, tabs, lost };
			this.#attachment = attachment;
			browser.once("disconnected", () => {
				if (this.#attachment === attachment) this.#attachment = undefined;
				resolve(connectionLost);
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

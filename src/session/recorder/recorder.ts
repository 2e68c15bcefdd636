import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import type { NewEntry, RecordOptions } from "../../domain/entry.ts";
import { ok, type Result } from "../../domain/result.ts";
import { shownUrl } from "../../lib/redact.ts";
import type { NetworkTaps } from "../link/network-taps.ts";
import type { AttachedTarget, DetachReason, TargetWatcher } from "../link/target-tree.ts";
import { ConsoleBudget } from "./console-budget.ts";
import { consoleEntry } from "./console-log.ts";
import type { Journal } from "./journal.ts";
import { NetworkLog } from "./network-log.ts";
import { PageLog } from "./page-log.ts";

/** Frames of other sites are parts of a page, not what a person would call opened. */
const SHOWN_TYPES = new Set(["page", "worker", "shared_worker", "service_worker"]);

const described = z.object({ targetInfo: z.object({ title: z.string() }) });

export interface RecorderParts {
	readonly journal: Journal;
	readonly options: RecordOptions;
	/** Whether Berth keeps what is downloaded, and the browser saves none of it. */
	readonly keepsDownloads: boolean;
	/** Whether the session started the browser: nothing is set in one that somebody else runs. */
	readonly hasOwnBrowser: boolean;
	/** Targets that were told of before, through a link that has dropped since. */
	readonly known: Map<string, string>;
	readonly taps: NetworkTaps;
	/** Whether a tab is the session's: a browser that somebody else runs has others. */
	readonly owns: (targetId: string) => boolean;
}

/** Entries of a tab that may yet turn out to be the session's. */
const MOST_HELD = 200;

interface Watched {
	readonly add: (entry: NewEntry) => void;
	/** The tab that the target is in; of a worker for several its own. */
	readonly tabId: string;
	readonly network: NetworkLog | undefined;
	readonly page: PageLog | undefined;
	readonly budget: ConsoleBudget;
	/** Ends hearing of its network. */
	readonly unfollow: () => void;
}

/** Writes down what happens in a browser's targets, over one control link. The pages' events are on (see Dialogs). */
export class Recorder implements TargetWatcher {
	readonly #parts: RecorderParts;
	readonly #watched = new Map<string, Watched>();
	readonly #held = new Map<string, readonly NewEntry[]>();
	#cdp: CdpClient | undefined;
	/** What the browser tells again of the time before this link. */
	readonly #since: number;

	constructor(parts: RecorderParts) {
		this.#parts = parts;
		this.#since = parts.journal.lastTime;
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		this.#cdp = cdp;
		const { keepsDownloads, hasOwnBrowser, known } = this.#parts;
		// A headless shell reports downloads only when asked. Never on a later link: a client may have set its own behavior.
		if (hasOwnBrowser && !keepsDownloads && known.size === 0)
			cdp.post("Browser.setDownloadBehavior", { behavior: "default", eventsEnabled: true });
		return ok(undefined);
	}

	attached(target: AttachedTarget): void {
		const { targetId, type, post } = target;
		const { options, keepsDownloads } = this.#parts;
		const tabId = this.#watched.get(target.parent ?? "")?.tabId ?? targetId;
		const add = (entry: NewEntry) => this.#add(tabId, entry);
		const title = () => this.#titleOf(targetId);
		this.#watched.set(target.cdpSession, {
			add,
			tabId,
			network: options.network ? new NetworkLog(targetId, add) : undefined,
			page: type === "page" ? new PageLog({ targetId, keepsDownloads, add, title }) : undefined,
			budget: new ConsoleBudget({ targetId, post, add }),
			unfollow: options.network ? this.#follow(target) : () => {},
		});
		if (!this.#parts.known.has(targetId)) this.#tell(target, "opened", add);
		this.#parts.known.set(targetId, type);
		if (options.console) {
			post("Runtime.enable");
			post("Log.enable");
		}
	}

	#follow(target: AttachedTarget): () => void {
		const { targetId, cdpSession, post } = target;
		return this.#parts.taps.follow(targetId, {
			// Chrome keeps no bodies for a reader who never asks for one.
			subscribe: () => post("Network.enable", { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }),
			unsubscribe: async () => this.#cdp?.send("Network.disable", {}, cdpSession),
			hear: (event) => this.#hear(target, event),
		});
	}

	detached(target: AttachedTarget, why: DetachReason): void {
		const watched = this.#watched.get(target.cdpSession);
		this.#watched.delete(target.cdpSession);
		watched?.unfollow();
		watched?.budget.close();
		watched?.page?.settle();
		watched?.network?.close();
		if (this.#parts.known.delete(target.targetId) && watched !== undefined && why === "gone")
			this.#tell(target, "closed", watched.add);
		this.#held.delete(target.targetId);
	}

	event(target: AttachedTarget, event: CdpEvent): void {
		if (event.method.startsWith("Network.")) this.#parts.taps.own(target.targetId, event);
		this.#hear(target, event);
	}

	#hear(target: AttachedTarget, event: CdpEvent): void {
		const watched = this.#watched.get(target.cdpSession);
		if (watched === undefined) return;
		if (event.method === "Inspector.targetCrashed") this.#crashed(target, watched.add);
		watched.page?.receive(event);
		watched.network?.receive(event);
		if (!event.method.startsWith("Runtime.") && !event.method.startsWith("Log.")) return;
		if (!watched.budget.admits(event)) return;
		const entry = consoleEntry(event, target.targetId);
		if (entry !== undefined && entry.time > this.#since) watched.add(entry);
	}

	/** The link has closed: what has not ended won't be heard of. */
	stop(): void {
		for (const { page, network, budget, unfollow } of this.#watched.values()) {
			unfollow();
			budget.close();
			page?.settle();
			network?.close();
		}
		this.#watched.clear();
		this.#parts.journal.flush();
	}

	/** As the browser itself has it: a page that is busy does not hold this up. */
	async #titleOf(targetId: string): Promise<string> {
		const answer = await this.#cdp?.send("Target.getTargetInfo", { targetId });
		const { data } = described.safeParse(answer?.ok === true ? answer.value : undefined);
		return data?.targetInfo.title ?? "";
	}

	/** What happens in other tabs of somebody else's browser is none of the session's business. */
	#add(tabId: string, entry: NewEntry): void {
		const { journal, owns } = this.#parts;
		const held = this.#held.get(tabId) ?? [];
		if (owns(tabId)) {
			for (const each of held) journal.add(each);
			this.#held.delete(tabId);
			journal.add(entry);
		} else if (held.length < MOST_HELD) this.#held.set(tabId, [...held, entry]);
	}

	#crashed({ targetId, type, url }: AttachedTarget, add: Watched["add"]): void {
		add({
			time: Date.now(),
			kind: "crash",
			level: "error",
			text: `${type} crashed`,
			targetId,
			detail: { event: "closed", type, url: shownUrl(url) },
		});
	}

	#tell(
		{ targetId, type, url, openerId }: AttachedTarget,
		event: "opened" | "closed",
		add: Watched["add"],
	): void {
		if (!SHOWN_TYPES.has(type)) return;
		const shown = shownUrl(url);
		add({
			time: Date.now(),
			kind: "target",
			level: "info",
			text: `${type} ${event} ${shown}`.trim(),
			targetId,
			detail: { event, type, url: shown, openerId },
		});
	}
}

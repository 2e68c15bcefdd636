import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import { shortUrl, targetId } from "../../domain/target.ts";
import { settled } from "../../lib/timeout.ts";
import { QuietSessions } from "./quiet-sessions.ts";
import { RUN, type Starts } from "./starts.ts";

/** A page that is there already and busy is not waited for any longer. */
const SETTLE_PATIENCE_MS = 2_000;

/** More targets than these at a time are not watched: a page with a thousand frames and workers of its own is rare. */
const MOST_TARGETS = 2_000;

const infoSchema = z.object({
	targetId,
	type: z.string(),
	url: shortUrl,
	openerId: z.string().optional(),
	browserContextId: z.string().optional(),
});

const attached = z.object({ sessionId: z.string(), targetInfo: infoSchema, waitingForDebugger: z.boolean() });
const detached = z.object({ sessionId: z.string() });

/** A target that the control link is attached to, at any depth: a tab, a popup, a frame of another site, a worker. */
export interface AttachedTarget extends z.infer<typeof infoSchema> {
	/** CDP's session with the target, which addresses commands to it. */
	readonly cdpSession: string;
	/** The CDP session that it was attached through; absent for those of the browser itself. */
	readonly parent?: string | undefined;
	/** Whether it has not begun yet; one that was there before the link has. */
	readonly isNew: boolean;
	/** Sends a command whose outcome does not matter. */
	readonly post: (method: string, params?: object) => void;
}

export type DetachReason = "gone" | "quiet";

/** Who wants to know of a browser's targets. */
export interface TargetWatcher {
	/** Whether nothing of a page may happen before it has taken in what this one posts to it. */
	readonly takesHold?: boolean;
	/** Whether what it does to a service worker has to last as long as the worker. */
	readonly keepsServiceWorkers?: boolean;
	/** What it needs of the browser itself before it learns of targets. A refusal closes the link. */
	start?(cdp: CdpClient): Promise<Result<void>>;
	/**
	 * A target is there, and waits: what is posted to it now happens before anything of its own does. Nothing that takes
	 * time belongs here, it holds up the page (see {@link AttachedTarget.post}).
	 */
	attached?(target: AttachedTarget): void;
	/** It has gone, or it is a service worker that has been quiet for a while and goes on unwatched. */
	detached?(target: AttachedTarget, why: DetachReason): void;
	/** A target is one too many: it goes on, and no watcher hears of it again. */
	unwatched?(target: AttachedTarget): void;
	/** An event of a target. */
	event?(target: AttachedTarget, event: CdpEvent): void;
	/** The link has closed: there will be no more of this. */
	stop?(): void;
}

const excluding = (...types: string[]) => [...types.map((type) => ({ type, exclude: true })), {}];

/**
 * Pages are attached to through their tabs: a connection that is attached to a page directly keeps Chrome from showing one
 * that was rendered before to clients that went through the tab. Not attached to are the browser itself and Chrome's own
 * pages, which alone make some 180 requests.
 */
const THROUGH_TABS = excluding("browser", "page", "browser_ui");
/** A page that a client opens with an address is on its way before its tab has been answered for. */
const DIRECTLY = excluding("browser", "tab", "browser_ui");
/** Below the browser's level service workers would come several times, once for each client of theirs. */
const TARGET_FILTER = excluding("browser", "tab", "browser_ui", "service_worker");

/** Asked of a page that is there already, for its answer alone: it has taken in then all that was posted to it. */
const LAST_ASKED = "Runtime.getIsolateId";

/** Of a new one it is the page that waits, although Chrome says so of the tab. */
type Tab = Pick<AttachedTarget, "targetId" | "isNew">;

const autoAttach = (filter: readonly object[]) => ({
	autoAttach: true,
	waitForDebuggerOnStart: true,
	flatten: true,
	filter,
});

/**
 * Attaches the control link to every target of the browser, from its first moment, whoever opened it. Each is held only
 * until the watchers have posted what they want.
 */
export class TargetTree {
	readonly #cdp: CdpClient;
	readonly #watchers: readonly TargetWatcher[];
	readonly #targets = new Map<string, AttachedTarget>();
	readonly #targetIds = new Set<string>();
	/** By their CDP session. */
	readonly #tabs = new Map<string, Tab>();
	/** What stops the wait for a target to be free, by its CDP session. */
	readonly #waits = new Map<string, () => void>();
	/** Answers of the targets that are there already. */
	readonly #settling: Promise<unknown>[] = [];
	readonly #starts: Starts;
	/** Service workers that are to be let go, by their CDP session. */
	readonly #quiet = new QuietSessions((cdpSession) => this.#letGo(cdpSession));
	#isStarting = true;

	/** `starts` knows when a target may begin. */
	constructor(cdp: CdpClient, watchers: readonly TargetWatcher[], starts: Starts) {
		this.#cdp = cdp;
		this.#watchers = watchers;
		this.#starts = starts;
		cdp.listen((event) => this.#receive(event));
		void cdp.closed.then(() => this.#stop());
	}

	/** Attaches to what is there and to all that comes; resolves when nothing that happens from now on can be missed. */
	async watch(): Promise<Result<void>> {
		const started = await Promise.all(this.#watchers.map(async (watcher) => watcher.start?.(this.#cdp)));
		const refusal = started.find((each) => each?.ok === false);
		if (refusal !== undefined) return refusal;
		const filter = this.#takesHold ? DIRECTLY : THROUGH_TABS;
		const watching = await this.#cdp.send("Target.setAutoAttach", autoAttach(filter));
		if (!watching.ok) return watching;
		await settled(this.#settle(), SETTLE_PATIENCE_MS);
		this.#isStarting = false;
		return ok(undefined);
	}

	/** A tab's page is told of before the tab's answer, and is waited for as well. */
	async #settle(): Promise<void> {
		while (this.#settling.length > 0) await Promise.all(this.#settling.splice(0));
	}

	/** Whether a watcher has to be first at each page. */
	get #takesHold(): boolean {
		return this.#watchers.some(({ takesHold }) => takesHold === true);
	}

	get targets(): readonly AttachedTarget[] {
		return [...this.#targets.values()];
	}

	#stop(): void {
		for (const stopWaiting of this.#waits.values()) stopWaiting();
		this.#quiet.clear();
		for (const watcher of this.#watchers) watcher.stop?.();
	}

	#receive(event: CdpEvent): void {
		if (event.method === "Target.attachedToTarget") this.#attach(event);
		else if (event.method === "Target.detachedFromTarget") this.#detach(event);
		else {
			const target = this.#targets.get(event.sessionId ?? "");
			if (target === undefined) return;
			this.#quiet.heard(target.cdpSession);
			for (const watcher of this.#watchers) watcher.event?.(target, event);
		}
	}

	#attach(event: CdpEvent): void {
		const parsed = attached.safeParse(event.params);
		// A second session with a target is one that Berth has opened for work of its own on the same link.
		if (!parsed.success || this.#targetIds.has(parsed.data.targetInfo.targetId)) return;
		const { sessionId: cdpSession, targetInfo, waitingForDebugger } = parsed.data;
		const post = (method: string, params?: object) => this.#cdp.post(method, params, cdpSession);
		const tab = this.#tabs.get(event.sessionId ?? "");
		const isOfNewTab = tab?.isNew === true && !waitingForDebugger;
		const isNew = waitingForDebugger || isOfNewTab;
		const parent = tab === undefined ? event.sessionId : undefined;
		const target: AttachedTarget = { ...targetInfo, cdpSession, parent, isNew, post };
		if (this.#targetIds.size >= MOST_TARGETS) return this.#passOver(target, event.sessionId);
		this.#targetIds.add(target.targetId);
		if (target.type === "tab") {
			const following = this.#followTab(target);
			if (this.#isStarting) this.#settling.push(following);
			return;
		}
		post("Target.setAutoAttach", autoAttach(TARGET_FILTER));
		// Chrome can't show one to clients that go through the tab while it is attached to directly.
		if (this.#takesHold && target.type === "page") post("Page.setPrerenderingAllowed", { isAllowed: false });
		this.#targets.set(cdpSession, target);
		for (const watcher of this.#watchers) watcher.attached?.(target);
		if (target.type === "service_worker" && this.#letsServiceWorkersGo) this.#quiet.add(cdpSession);
		// In this order: whatever is below it waits as well, and the target itself goes on last.
		if (isNew) {
			const parentId = tab?.targetId ?? this.#targets.get(parent ?? "")?.targetId;
			const isDirect = target.type === "page" && tab === undefined;
			const newPage = isOfNewTab ? "through its tab" : isDirect ? "directly" : undefined;
			const run = () => post(RUN);
			this.#waits.set(cdpSession, this.#starts.whenFree({ ...targetInfo, parentId, newPage }, run));
		} else if (this.#isStarting) this.#settling.push(this.#cdp.send(LAST_ASKED, {}, cdpSession));
	}

	/**
	 * A tab's page is told of before the answer, and has been posted to by then.
	 */
	async #followTab(tab: AttachedTarget): Promise<void> {
		this.#tabs.set(tab.cdpSession, tab);
		await this.#cdp.send("Target.setAutoAttach", autoAttach(TARGET_FILTER), tab.cdpSession);
		if (tab.isNew) tab.post(RUN);
	}

	#passOver(target: AttachedTarget, parent: string | undefined): void {
		for (const watcher of this.#watchers) watcher.unwatched?.(target);
		target.post(RUN);
		this.#cdp.post("Target.detachFromTarget", { sessionId: target.cdpSession }, parent);
	}

	/** One that is attached to never stops, and does not go when its page has unregistered it. */
	get #letsServiceWorkersGo(): boolean {
		return !this.#watchers.some(({ keepsServiceWorkers }) => keepsServiceWorkers === true);
	}

	#letGo(cdpSession: string): void {
		this.#cdp.post("Target.detachFromTarget", { sessionId: cdpSession });
		this.#forget(cdpSession, "quiet");
	}

	#detach(event: CdpEvent): void {
		const parsed = detached.safeParse(event.params);
		if (parsed.success) this.#forget(parsed.data.sessionId, "gone");
	}

	#forget(cdpSession: string, why: DetachReason): void {
		this.#waits.get(cdpSession)?.();
		this.#waits.delete(cdpSession);
		this.#quiet.delete(cdpSession);
		const target = this.#targets.get(cdpSession);
		this.#targetIds.delete((target ?? this.#tabs.get(cdpSession))?.targetId ?? "");
		this.#tabs.delete(cdpSession);
		this.#targets.delete(cdpSession);
		if (target === undefined) return;
		for (const watcher of this.#watchers) watcher.detached?.(target, why);
	}
}

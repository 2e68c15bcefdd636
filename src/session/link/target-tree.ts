import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import { shortUrl, targetId } from "../../domain/target.ts";
import { settled } from "../../lib/timeout.ts";

/** A page that is there already and busy is not waited for any longer. */
const SETTLE_PATIENCE_MS = 2_000;

/** More targets than these at a time are not watched: a page with a thousand frames and workers of its own is rare. */
const MOST_TARGETS = 2_000;

const targetInfo = z.object({
	targetId,
	type: z.string(),
	url: shortUrl,
	openerId: z.string().optional(),
	browserContextId: z.string().optional(),
});

const attached = z.object({ sessionId: z.string(), targetInfo, waitingForDebugger: z.boolean() });
const detached = z.object({ sessionId: z.string() });

/** A target that the control link is attached to, at any depth: a tab, a popup, a frame of another site, a worker. */
export interface AttachedTarget extends z.infer<typeof targetInfo> {
	/** CDP's session with the target, which addresses commands to it. */
	readonly cdpSession: string;
	/** The CDP session that it was attached through; absent for those of the browser itself. */
	readonly parent?: string | undefined;
	/** Whether it has not begun yet; one that was there before the link has. */
	readonly isNew: boolean;
	/** Sends a command whose outcome does not matter. */
	readonly post: (method: string, params?: object) => void;
}

/** Who wants to know of a browser's targets. */
export interface TargetWatcher {
	/** What it needs of the browser itself before it learns of targets. A refusal closes the link. */
	start?(cdp: CdpClient): Promise<Result<void>>;
	/**
	 * A target is there, and waits: what is posted to it now happens before anything of its own does. Nothing that takes
	 * time belongs here, it holds up the page (see {@link AttachedTarget.post}).
	 */
	attached?(target: AttachedTarget): void;
	detached?(target: AttachedTarget): void;
	/** A target is one too many: it goes on, and no watcher hears of it again. */
	unwatched?(target: AttachedTarget): void;
	/** An event of a target. */
	event?(target: AttachedTarget, event: CdpEvent): void;
	/** The link has closed: there will be no more of this. */
	stop?(): void;
}

/**
 * Not attached to: the browser itself, a tab's outer shell, and Chrome's own pages, which alone make some 180 requests.
 * Below the browser's level service workers would come several times, once for each client of theirs.
 */
const EXCLUDED_TYPES = ["browser", "tab", "browser_ui"];
const BROWSER_FILTER = [...EXCLUDED_TYPES.map((type) => ({ type, exclude: true })), {}];
const TARGET_FILTER = [{ type: "service_worker", exclude: true }, ...BROWSER_FILTER];

const RESUME = "Runtime.runIfWaitingForDebugger";

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
	/** Of the targets that are there already. */
	readonly #resuming: Promise<unknown>[] = [];
	#isStarting = true;

	constructor(cdp: CdpClient, watchers: readonly TargetWatcher[]) {
		this.#cdp = cdp;
		this.#watchers = watchers;
		cdp.listen((event) => this.#receive(event));
		void cdp.closed.then(() => watchers.forEach((watcher) => watcher.stop?.()));
	}

	/** Attaches to what is there and to all that comes; resolves when what is there has taken in what was posted. */
	async watch(): Promise<Result<void>> {
		for (const watcher of this.#watchers) {
			const started = await watcher.start?.(this.#cdp);
			if (started?.ok === false) return started;
		}
		const watching = await this.#cdp.send("Target.setAutoAttach", autoAttach(BROWSER_FILTER));
		if (!watching.ok) return watching;
		this.#isStarting = false;
		await settled(Promise.all(this.#resuming.splice(0)), SETTLE_PATIENCE_MS);
		return ok(undefined);
	}

	get targets(): readonly AttachedTarget[] {
		return [...this.#targets.values()];
	}

	#receive(event: CdpEvent): void {
		if (event.method === "Target.attachedToTarget") this.#attach(event);
		else if (event.method === "Target.detachedFromTarget") this.#detach(event);
		else {
			const target = this.#targets.get(event.sessionId ?? "");
			if (target === undefined) return;
			for (const watcher of this.#watchers) watcher.event?.(target, event);
		}
	}

	#attach(event: CdpEvent): void {
		const parsed = attached.safeParse(event.params);
		// A second session with a target is one that Berth has opened for work of its own on the same link.
		if (!parsed.success || this.#targetIds.has(parsed.data.targetInfo.targetId)) return;
		const cdpSession = parsed.data.sessionId;
		const post = (method: string, params?: object) => this.#cdp.post(method, params, cdpSession);
		const target: AttachedTarget = {
			...parsed.data.targetInfo,
			cdpSession,
			parent: event.sessionId,
			isNew: parsed.data.waitingForDebugger,
			post,
		};
		if (this.#targets.size >= MOST_TARGETS) return this.#letGo(target);
		this.#targets.set(cdpSession, target);
		this.#targetIds.add(target.targetId);
		// In this order: whatever is below it waits as well, and the target itself goes on last.
		target.post("Target.setAutoAttach", autoAttach(TARGET_FILTER));
		for (const watcher of this.#watchers) watcher.attached?.(target);
		if (this.#isStarting) this.#resuming.push(this.#cdp.send(RESUME, {}, cdpSession));
		else post(RESUME);
	}

	#letGo(target: AttachedTarget): void {
		for (const watcher of this.#watchers) watcher.unwatched?.(target);
		target.post(RESUME);
		this.#cdp.post("Target.detachFromTarget", { sessionId: target.cdpSession }, target.parent);
	}

	#detach(event: CdpEvent): void {
		const parsed = detached.safeParse(event.params);
		const target = parsed.success ? this.#targets.get(parsed.data.sessionId) : undefined;
		if (target === undefined) return;
		this.#targets.delete(target.cdpSession);
		this.#targetIds.delete(target.targetId);
		for (const watcher of this.#watchers) watcher.detached?.(target);
	}
}

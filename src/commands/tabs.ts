import type { Browser, CDPSession, Target } from "@cloudflare/puppeteer";
import { withTimeout } from "../lib/timeout.ts";
import type { Deadline } from "./deadline.ts";
import { targetIdOf, typeOf } from "./internals.ts";
import { Recording } from "./recording.ts";
import { Refused } from "./refused.ts";
import { Tab } from "./tab.ts";

/** How long an action waits for the popup that it opened to be there. */
const POPUP_PATIENCE_MS = 3_000;
/** How long a page may take to be attached to. */
const ATTACH_PATIENCE_MS = 10_000;

interface Entry {
	readonly id: string;
	/** In the order in which they appeared. */
	readonly number: number;
	readonly target: Target;
	/** Attaches to it, the first time. */
	readonly attach: () => Promise<Tab>;
	/** Once it is attached. */
	tab?: Tab;
}

/** Which tabs commands have to do with. */
export interface TabScope {
	/** Whether it may be used unasked; those of somebody else are left alone until one is selected. */
	readonly owns: (id: string) => boolean;
	/** Whether it is none that commands know of. */
	readonly hides: (id: string) => boolean;
	/** Called with each tab that becomes current. */
	readonly onUse: (id: string) => void;
}

const EVERY_TAB: TabScope = { owns: () => true, hides: () => false, onUse: () => {} };

/** The tabs of a browser, in the order of their use: the last one is current. */
export class Tabs {
	readonly recording = new Recording();
	readonly #browser: Browser;
	readonly #scope: TabScope;
	/** The one that was used last comes last. */
	#all: Entry[] = [];
	#lastNumber = 0;
	/** Targets of popups of the current tab that are on their way. */
	readonly #popups = new Set<string>();
	/** Tabs that are used because they were asked for. */
	readonly #chosen = new Set<string>();

	/** `lastUsedId` is the tab that was in front before. */
	constructor(browser: Browser, lastUsedId: string | undefined, scope: TabScope = EVERY_TAB) {
		this.#browser = browser;
		this.#scope = scope;
		for (const target of browser.targets()) this.#add(target);
		const last = this.#entries.find(({ id }) => id === lastUsedId);
		if (last !== undefined) this.#use(last);
		browser.on("targetdiscovered", (info) => this.#discovered(info as DiscoveredTarget));
		browser.on("targetcreated", (target) => this.#add(target));
		browser.on("targetdestroyed", (target) => this.#remove(target));
	}

	/** A tab may be known before it is known to be hidden. */
	get #entries(): readonly Entry[] {
		return this.#all.filter(({ id }) => !this.#scope.hides(id));
	}

	get list(): readonly Readonly<Entry>[] {
		return this.#entries;
	}

	get currentId(): string | undefined {
		return this.#current?.id;
	}

	/** The current tab if it is attached to already. */
	get attachedCurrent(): Tab | undefined {
		return this.#current?.tab;
	}

	get #current(): Entry | undefined {
		return this.#entries.findLast(({ id }) => this.#mayUse(id));
	}

	#mayUse(id: string): boolean {
		return this.#scope.owns(id) || this.#chosen.has(id);
	}

	/** Throws `no_page`, or `page_unresponsive` when the page can't be attached to. */
	async current(deadline: Deadline): Promise<Tab> {
		const entry = this.#current;
		if (entry === undefined)
			throw new Refused("no_page", "The browser has no page. Open one with navigate_to or tabs_new.");
		return attached(entry, deadline);
	}

	/** Makes a tab the current one. */
	async select(id: string, deadline: Deadline): Promise<Tab> {
		const entry = this.#entry(id);
		this.#use(entry);
		const tab = await attached(entry, deadline);
		await tab.page.bringToFront();
		return tab;
	}

	/** Opens a blank tab, which becomes current. */
	async open(deadline: Deadline): Promise<Tab> {
		const { targetId } = await this.#onBrowser((session) =>
			session.send("Target.createTarget", { url: "about:blank" }),
		);
		while (!this.#entries.some(({ id }) => id === targetId)) {
			deadline.check();
			await deadline.pause(10);
		}
		return this.select(targetId, deadline);
	}

	async close(id: string): Promise<void> {
		const { target } = this.#entry(id);
		await this.#onBrowser((session) => session.send("Target.closeTarget", { targetId: id }));
		this.#remove(target);
	}

	/** Waits for the popups that the current tab has opened, for a moment. */
	async popupsArrived(deadline: Deadline): Promise<void> {
		const end = Date.now() + Math.min(POPUP_PATIENCE_MS, deadline.leftMs);
		while (this.#popups.size > 0 && Date.now() < end) await deadline.pause(20);
		this.#popups.clear();
	}

	/** A session with the browser itself, for as long as one command takes. */
	async #onBrowser<T>(use: (session: CDPSession) => Promise<T>): Promise<T> {
		const session = await this.#browser.target().createCDPSession();
		try {
			return await use(session);
		} finally {
			void session.detach().catch(() => undefined);
		}
	}

	#entry(id: string): Entry {
		const entry = this.#entries.find((each) => each.id === id);
		if (entry === undefined) throw new Refused("target_not_found", `There is no tab ${id}.`);
		return entry;
	}

	#discovered({ type, targetId, openerId }: DiscoveredTarget): void {
		if (type === "page" && openerId !== undefined && openerId === this.currentId) this.#popups.add(targetId);
	}

	#add(target: Target): void {
		const id = targetIdOf(target);
		if (typeOf(target) !== "page" || this.#all.some((each) => each.id === id)) return;
		this.#lastNumber += 1;
		const entry: Entry = { id, number: this.#lastNumber, target, attach: once(() => this.#attach(entry)) };
		const opener = target.opener();
		const isPopup = this.#popups.has(id) || (opener !== undefined && targetIdOf(opener) === this.currentId);
		if (isPopup) this.#all.push(entry);
		else this.#all.unshift(entry);
		this.#popups.delete(id);
		if (isPopup) this.#chosen.add(id);
		// Whoever wants to use one that can't be attached to is told then.
		if (this.#mayUse(id)) void entry.attach().catch(() => undefined);
	}

	async #attach(entry: Entry): Promise<Tab> {
		const tab = await Tab.attach(entry.target);
		entry.tab = tab;
		if (!this.#scope.hides(entry.id)) this.recording.follow(tab.page);
		return tab;
	}

	#remove(target: Target): void {
		const id = targetIdOf(target);
		this.#all = this.#all.filter((entry) => entry.id !== id);
		this.#chosen.delete(id);
	}

	#use(entry: Entry): void {
		this.#chosen.add(entry.id);
		this.#all = [...this.#all.filter((each) => each !== entry), entry];
		this.#scope.onUse(entry.id);
	}
}

/** Chrome's `TargetInfo`, as puppeteer's unpublished event `targetdiscovered` hands it on. */
interface DiscoveredTarget {
	readonly type: string;
	readonly targetId: string;
	readonly openerId?: string;
}

function once<T>(work: () => T): () => T {
	let done: { readonly value: T } | undefined;
	return () => (done ??= { value: work() }).value;
}

async function attached({ attach, tab }: Entry, deadline: Deadline): Promise<Tab> {
	if (tab !== undefined) return tab;
	try {
		return await withTimeout(attach(), Math.min(ATTACH_PATIENCE_MS, deadline.leftMs), "attaching");
	} catch {
		throw new Refused(
			"page_unresponsive",
			"The page does not answer: its scripts keep it busy, or it shows a dialog of another client's. navigate_to goes on in a new tab, tabs_close closes this one.",
		);
	}
}

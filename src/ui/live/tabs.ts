import type { CdpEvent } from "./connection.ts";
import { button, make } from "./make.ts";
import { TabHandle } from "./tab-handle.ts";

interface TargetInfo {
	readonly targetId: string;
	readonly type: string;
	readonly title: string;
	readonly url: string;
	readonly openerId?: string;
}

export interface TabsParts {
	/** Whether every tab of the browser is shown, or the first one and what it opens. */
	readonly showsAll: boolean;
	readonly firstId: string;
	readonly send: (method: string, params: object) => Promise<unknown>;
	/** Another tab is to be shown; none, when there is none any more. */
	readonly onShow: (targetId: string | undefined) => void;
	/** The tab that is shown is somewhere else, or called something else. */
	readonly onChanged: () => void;
	/** What the tab that is shown is. */
	readonly onDescribed: (title: string, url: string) => void;
}

/** The strip of the browser's tabs, and which of them is shown. */
export class Tabs {
	readonly element = make("nav", { className: "tabs", ariaLabel: "Tabs" });
	/** What is one list to assistive technology: it owns the tabs, and not the buttons beside them. */
	readonly #owner = make("span", { role: "tablist", ariaLabel: "Tabs" });
	readonly #list = make("div", { className: "handles" }, this.#owner);
	readonly #parts: TabsParts;
	readonly #tabs = new Map<string, TargetInfo>();
	readonly #handles = new Map<string, TabHandle>();
	#shownId: string;

	constructor(parts: TabsParts) {
		this.#parts = parts;
		this.#shownId = parts.firstId;
		this.element.append(this.#list);
		if (parts.showsAll) this.element.append(button("New tab", () => void this.#open(), "+"));
		this.#list.addEventListener("keydown", (event) => this.#steer(event));
		this.#draw();
	}

	get shownId(): string {
		return this.#shownId;
	}

	/** Whether a page is one of those that are shown here. */
	has(targetId: string): boolean {
		return this.#tabs.has(targetId);
	}

	/** Asks what there is, over a new connection. */
	async start(): Promise<void> {
		this.#tabs.clear();
		await this.#parts.send("Target.setDiscoverTargets", { discover: true });
		const shown = this.#tabs.has(this.#shownId) ? this.#shownId : [...this.#tabs.keys()].at(-1);
		this.#show(shown);
	}

	hear({ method, params }: CdpEvent): void {
		if (method === "Target.targetCreated") this.#created((params as { targetInfo: TargetInfo }).targetInfo);
		else if (method === "Target.targetInfoChanged") {
			const { targetInfo } = params as { targetInfo: TargetInfo };
			if (!this.#tabs.has(targetInfo.targetId)) return;
			this.#tabs.set(targetInfo.targetId, targetInfo);
			this.#draw();
			if (targetInfo.targetId === this.#shownId) this.#parts.onChanged();
		} else if (method === "Target.targetDestroyed") this.#destroyed((params as TargetInfo).targetId);
	}

	/** A page says itself what it is called: the browser tells only if that comes with a new address. */
	named(targetId: string, title: string): void {
		const tab = this.#tabs.get(targetId);
		if (tab === undefined || title === "" || title === tab.title) return;
		this.#tabs.set(targetId, { ...tab, title });
		this.#draw();
	}

	show(targetId: string): void {
		if (targetId !== this.#shownId && this.#tabs.has(targetId)) this.#show(targetId);
	}

	#created(tab: TargetInfo): void {
		const { targetId, type, openerId } = tab;
		if (type !== "page" || this.#tabs.has(targetId)) return;
		const isOpened = openerId !== undefined && this.#tabs.has(openerId);
		if (!this.#parts.showsAll && targetId !== this.#parts.firstId && !isOpened) return;
		this.#tabs.set(targetId, tab);
		// What a page opens is what the person waits for.
		if (isOpened && openerId === this.#shownId) this.#show(targetId);
		else this.#draw();
	}

	#destroyed(targetId: string): void {
		const opener = this.#tabs.get(targetId)?.openerId;
		if (!this.#tabs.delete(targetId)) return;
		if (targetId !== this.#shownId) this.#draw();
		else this.#show(opener !== undefined && this.#tabs.has(opener) ? opener : [...this.#tabs.keys()].at(-1));
	}

	#show(targetId: string | undefined): void {
		if (targetId !== undefined) this.#shownId = targetId;
		this.#draw();
		this.#parts.onShow(targetId);
	}

	async #open(): Promise<void> {
		const opened = await this.#parts.send("Target.createTarget", { url: "about:blank" });
		this.show((opened as { targetId: string }).targetId);
	}

	#close(targetId: string): void {
		void this.#parts.send("Target.closeTarget", { targetId }).catch(() => undefined);
	}

	#draw(): void {
		this.element.hidden = !this.#parts.showsAll && this.#tabs.size < 2;
		for (const [targetId, handle] of this.#handles)
			if (!this.#tabs.has(targetId)) {
				handle.element.remove();
				this.#handles.delete(targetId);
			}
		for (const [targetId, { title, url }] of this.#tabs) {
			const handle = this.#handles.get(targetId) ?? this.#add(targetId);
			handle.shows(title === "" ? url : title, url, targetId === this.#shownId);
		}
		const tabIds = Array.from(this.#handles.values(), (handle) => handle.tabId);
		this.#owner.setAttribute("aria-owns", tabIds.join(" "));
		const shown = this.#tabs.get(this.#shownId);
		if (shown !== undefined) this.#parts.onDescribed(shown.title, shown.url);
	}

	#add(targetId: string): TabHandle {
		const handle = new TabHandle(
			`tab-${targetId}`,
			() => this.show(targetId),
			() => this.#close(targetId),
		);
		this.#handles.set(targetId, handle);
		this.#list.append(handle.element);
		return handle;
	}

	/** As a tab list is used with a keyboard. */
	#steer(event: KeyboardEvent): void {
		const ids = [...this.#tabs.keys()];
		const at = ids.indexOf(this.#shownId);
		if (event.key === "Delete") this.#close(this.#shownId);
		const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
		const next = step === undefined ? undefined : ids.at((at + step) % ids.length);
		if (next === undefined) return;
		event.preventDefault();
		this.show(next);
		this.#handles.get(next)?.focus();
	}
}

import type { ViewLink } from "../view/link.ts";
import type { Ending } from "../view/why-closed.ts";
import { AddressBar } from "./address-bar.ts";
import { browserSocketOf, targetOf } from "./addresses.ts";
import { Choosers } from "./choosers.ts";
import { type CdpEvent, Connection } from "./connection.ts";
import { Dialogs } from "./dialogs.ts";
import { watchDownloads } from "./downloads.ts";
import { Ended } from "./ended.ts";
import { Fit } from "./fit.ts";
import { HandoffPanel, type ShownHandoff } from "./handoff.ts";
import { Hands } from "./hands.ts";
import { button, make } from "./make.ts";
import { Notices } from "./notices.ts";
import { Page } from "./page.ts";
import { Screen } from "./screen.ts";
import { Status } from "./status.ts";
import { Tabs } from "./tabs.ts";
import "./style.css";

/** Fills the document with the live view of a tab, or of the whole browser. */
export function showLiveView(link: ViewLink): void {
	new LiveView(link).open();
}

/** After these a page may be called something else. */
const TITLE_EVENTS = ["Page.domContentEventFired", "Page.loadEventFired", "Page.navigatedWithinDocument"];

class LiveView {
	/** For those who do not see the picture. */
	readonly #heading = make("h1", { className: "unseen" }, "Live view");
	readonly #isReadonly: boolean;
	readonly #isWhole: boolean;
	readonly #targetId: string;
	readonly #connection: Connection;
	readonly #status: Status;
	readonly #notices = new Notices();
	readonly #ended = new Ended();
	readonly #screen = new Screen();
	readonly #dialogs = new Dialogs(() => this.#hands?.ready());
	readonly #choosers = new Choosers(
		(text) => this.#notices.tell(text),
		() => this.#hands?.ready(),
	);
	readonly #handoff: HandoffPanel;
	/** What a read-only link has none of. */
	readonly #hands: Hands | undefined;
	readonly #tabs: Tabs | undefined;
	readonly #addressBar: AddressBar | undefined;
	readonly #fit: Fit | undefined;
	#page: Page | undefined;
	#attachments = 0;

	constructor({ socketUrl, mode, isReadonly }: ViewLink) {
		this.#isReadonly = isReadonly;
		this.#isWhole = mode === "full" && !isReadonly;
		this.#targetId = targetOf(socketUrl);
		this.#status = new Status(isReadonly);
		const page = () => this.#page;
		const tell = (text: string) => this.#notices.tell(text);
		this.#connection = new Connection(isReadonly ? socketUrl : browserSocketOf(socketUrl), {
			opened: () => void this.#opened().catch(() => undefined),
			lost: (text) => {
				this.#page = undefined;
				this.#status.reconnecting(text);
			},
			ended: (ending) => this.#over(ending),
			event: (event) => this.#hear(event),
		});
		this.#handoff = new HandoffPanel({
			isReadonly,
			tell,
			onTakeOver: (targetId) => {
				this.#tabs?.show(targetId);
				this.#hands?.ready();
			},
			onDone: async (targetId, success, reason) => {
				await this.#connection.send("Cloudflare.handoffComplete", { targetId, success, reason });
			},
		});
		if (!isReadonly) {
			this.#hands = new Hands({
				screen: this.#screen,
				page,
				tell,
				onLeave: () => document.querySelector<HTMLElement>("header button, header input")?.focus(),
			});
			this.#fit = new Fit(this.#screen, page);
			this.#tabs = new Tabs({
				showsAll: this.#isWhole,
				firstId: this.#targetId,
				send: (method, params) => this.#connection.send(method, params),
				onShow: (targetId) => void this.#attach(targetId),
				onChanged: () => this.#page && void this.#askTitle(this.#page),
				onDescribed: (title, url) => this.#describe(title, url),
			});
		}
		if (this.#isWhole) this.#addressBar = new AddressBar(page, tell);
	}

	open(): void {
		const { keyboard } = this.#hands ?? {};
		const bar = make("header", {}, this.#status.element);
		bar.append(this.#addressBar?.element ?? this.#status.address);
		if (keyboard !== undefined) bar.append(keyboardButton(() => keyboard.focus()));
		if (this.#fit !== undefined) bar.append(this.#fit.element);
		if (keyboard !== undefined) this.#screen.element.prepend(keyboard.element);
		const stage = make(
			"main",
			{},
			this.#heading,
			this.#screen.element,
			this.#ended.element,
			this.#notices.element,
		);
		const { element: tabs } = this.#tabs ?? {};
		const dialogs = [this.#dialogs.element, this.#choosers.element];
		document.body.className = "live-view";
		document.body.replaceChildren(...(tabs === undefined ? [] : [tabs]), bar, this.#handoff.element, stage);
		document.body.append(...dialogs, ...(this.#hands === undefined ? [] : [this.#hands.overlay.element]));
		this.#connection.open();
	}

	async #opened(): Promise<void> {
		if (this.#tabs === undefined) this.#show(new Page(this.#connection, this.#targetId));
		else await this.#tabs.start();
		const targetId = this.#isWhole ? undefined : this.#targetId;
		const state = await this.#connection.send("Cloudflare.getHandoffState", { targetId });
		const handoff = state as ShownHandoff & { active: boolean };
		if (handoff.active) this.#handOver(handoff);
		else this.#handoff.hide();
	}

	/** Shows a tab over the connection of the whole browser. */
	async #attach(targetId: string | undefined): Promise<void> {
		this.#attachments += 1;
		const attachment = this.#attachments;
		// What the person does from now on is not for the tab before.
		this.#detach(this.#page?.sessionId);
		this.#page = undefined;
		this.#status.connecting();
		if (targetId === undefined) {
			this.#show(undefined);
			if (this.#isWhole) this.#notices.tell("There is no tab open.");
			else void this.#connection.endWithTab();
			return;
		}
		try {
			const params = { targetId, flatten: true };
			const { sessionId } = (await this.#connection.send("Target.attachToTarget", params)) as {
				sessionId: string;
			};
			if (attachment === this.#attachments) this.#show(new Page(this.#connection, targetId, sessionId));
			else this.#detach(sessionId);
		} catch {
			// It has been closed meanwhile, or the connection is lost: either is told.
		}
	}

	#detach(sessionId: string | undefined): void {
		if (sessionId !== undefined)
			this.#connection.send("Target.detachFromTarget", { sessionId }).catch(() => undefined);
	}

	#show(page: Page | undefined): void {
		this.#page = page;
		if (page === undefined) this.#status.live();
		this.#screen.show(page, {
			// Before there is something to be seen nobody knows where to click.
			onPicture: () => page === this.#page && this.#status.live(),
			onStuck: () => {
				if (!this.#dialogs.isOpen)
					this.#notices.tell("The page does not answer. Another client may have a dialog of it to close.");
			},
		});
		if (page === undefined) return;
		this.#dialogs.watch(page, this.#isReadonly);
		watchDownloads(page, (text, key) => this.#notices.tell(text, key));
		page.on("Inspector.targetCrashed", () =>
			this.#notices.tell(
				this.#isReadonly ? "The page has crashed." : "The page has crashed. Reload it, or go elsewhere.",
			),
		);
		const describe = () =>
			void (this.#tabs === undefined ? this.#describeItself(page) : this.#askTitle(page));
		for (const event of TITLE_EVENTS) page.on(event, describe);
		describe();
		this.#hands?.watch(page);
		if (!this.#isReadonly) {
			this.#choosers.watch(page);
			this.#fit?.apply();
		}
	}

	async #askTitle(page: Page): Promise<void> {
		const title = await page.run(() => document.title).catch(() => "");
		if (page === this.#page) this.#tabs?.named(page.targetId, title);
	}

	/** A page over its own socket: nobody else tells what it is called. */
	async #describeItself(page: Page): Promise<void> {
		interface History {
			readonly currentIndex: number;
			readonly entries: readonly { readonly title: string; readonly url: string }[];
		}
		const history = await page.send<History>("Page.getNavigationHistory").catch(() => undefined);
		const entry = history?.entries[history.currentIndex];
		if (entry !== undefined) this.#describe(entry.title, entry.url);
	}

	#describe(title: string, url: string): void {
		const name = title === "" ? url : title;
		document.title = `${name} · Berth`;
		this.#heading.textContent = `The page ${name}, live`;
		this.#screen.canvas.ariaLabel = this.#heading.textContent;
		this.#status.address.textContent = url;
		this.#addressBar?.shows(url);
	}

	#hear(event: CdpEvent): void {
		if (this.#page?.sessionId === event.sessionId) this.#page?.hear(event);
		if (event.sessionId !== undefined) return;
		this.#tabs?.hear(event);
		if (event.method === "Cloudflare.handoffStarted") this.#handOver(event.params as ShownHandoff);
		else if (event.method === "Cloudflare.handoffComplete")
			this.#gaveBack(event.params as { handoffId: string; success: boolean; reason?: string });
	}

	#handOver(handoff: ShownHandoff): void {
		if (this.#tabs !== undefined && !this.#tabs.has(handoff.targetId)) return;
		this.#tabs?.show(handoff.targetId);
		this.#handoff.show(handoff);
	}

	#gaveBack({ handoffId, success, reason }: { handoffId: string; success: boolean; reason?: string }): void {
		if (!this.#handoff.hide(handoffId)) return;
		this.#notices.tell(success ? "The automation has the page back." : `Given back undone: ${reason ?? ""}`);
	}

	#over(ending: Pick<Ending, "text" | "over">): void {
		this.#page = undefined;
		this.#status.ended(ending.over);
		this.#handoff.hide();
		this.#ended.show(ending);
		document.body.classList.add("over");
	}
}

/** For screens that have no keyboard of their own. */
function keyboardButton(onPress: () => void): HTMLButtonElement {
	const made = button("Keyboard", onPress, "⌨");
	made.classList.add("keyboard", "touch-only");
	return made;
}

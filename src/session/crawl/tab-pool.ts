import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import { popupsOf } from "../link/popups.ts";
import { PageVisit } from "../pages/page-visit.ts";

const created = z.object({ targetId: z.string() });

export interface TabPoolParts {
	readonly cdp: CdpClient;
	/** Where the pool notes its tabs, and what they open, as nobody else's. */
	readonly hiddenTabs: Set<string>;
	/** Closes a tab when `cdp` no longer can. */
	readonly closeTab: (targetId: string) => Promise<unknown>;
}

/** Tabs in the background for pages that are loaded one after another. They share the session's cookies. */
export class TabPool {
	readonly #parts: TabPoolParts;
	readonly #open = new Set<string>();
	readonly #making = new Set<Promise<unknown>>();
	#idle: PageVisit[] = [];

	constructor(parts: TabPoolParts) {
		this.#parts = parts;
	}

	/** A tab that nobody uses; a new one where there is none. */
	async take(): Promise<Result<PageVisit>> {
		const idle = this.#idle.pop();
		if (idle !== undefined) return ok(idle);
		const making = this.#make();
		this.#making.add(making);
		const made = await making;
		this.#making.delete(making);
		return made.ok ? PageVisit.begin(this.#parts.cdp, made.value) : made;
	}

	async #make(): Promise<Result<string>> {
		const blank = { url: "about:blank", background: true };
		const made = await this.#parts.cdp.ask(created, "Target.createTarget", blank);
		if (!made.ok) return made;
		const { targetId } = made.value;
		this.#note(targetId);
		return ok(targetId);
	}

	/** Takes a tab back for the next page. */
	async give(tab: PageVisit): Promise<void> {
		await this.#closePopups();
		this.#idle.push(tab);
	}

	/** Closes a tab whose page is better left alone. */
	async discard({ targetId }: PageVisit): Promise<void> {
		await this.#closePopups();
		await this.#close(targetId);
	}

	/** Closes them all, those that are on their way included. */
	async end(): Promise<void> {
		this.#idle = [];
		await Promise.all(this.#making);
		await this.#closePopups();
		await Promise.all(Array.from(this.#open, (targetId) => this.#close(targetId)));
	}

	async #closePopups(): Promise<void> {
		const popups = await popupsOf(this.#parts.cdp, this.#open);
		for (const targetId of popups) this.#note(targetId);
		await Promise.all(popups.map((targetId) => this.#close(targetId)));
	}

	#note(targetId: string): void {
		this.#open.add(targetId);
		this.#parts.hiddenTabs.add(targetId);
	}

	async #close(targetId: string): Promise<void> {
		const closed = await this.#parts.cdp.send("Target.closeTarget", { targetId });
		if (!closed.ok && closed.problem.code === "browser_unreachable") await this.#parts.closeTab(targetId);
		// Not before it is closed: what it opens until then is the pool's.
		this.#open.delete(targetId);
	}
}

import type { BrowserPort } from "../../browser/port.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { isPage, type Target } from "../../domain/target.ts";
import type { Frames } from "../frames/frames.ts";
import { refusalOfPage } from "../fence/refusal-of-page.ts";
import { openTab } from "./open-tab.ts";
import { unknownTarget } from "../life/refusal.ts";
import type { SessionStore } from "../store.ts";
import type { Use } from "../use.ts";

export interface TargetsParts {
	readonly browser: BrowserPort;
	readonly use: Use;
	readonly frames: Pick<Frames, "show">;
	readonly store: Pick<SessionStore, "options">;
}

/** The tabs and workers of the session's browser, for callers over HTTP. */
export class Targets {
	readonly #parts: TargetsParts;

	constructor(parts: TargetsParts) {
		this.#parts = parts;
	}

	list(): Promise<Result<Target[]>> {
		const { use, browser } = this.#parts;
		return use.drive(({ browserId }) => browser.targets(browserId));
	}

	/** All of them, with a page among them: a blank one is opened where there is none. */
	async listWithPage(): Promise<Result<Target[]>> {
		const targets = await this.list();
		if (!targets.ok || targets.value.some(isPage)) return targets;
		const opened = await this.open("about:blank");
		return opened.ok ? this.list() : opened;
	}

	async find(targetId: string): Promise<Result<Target>> {
		const targets = await this.list();
		if (!targets.ok) return targets;
		const target = targets.value.find(({ id }) => id === targetId);
		return target === undefined ? refuse(unknownTarget) : ok(target);
	}

	/** Opens a tab, waits for its page within bounds, and gives the target as it is then. */
	async open(url: string): Promise<Result<Target>> {
		const refusal = refusalOfPage(this.#parts.store.options ?? {}, url);
		if (refusal !== undefined) return refuse(refusal);
		const opened = await this.#parts.use.act("open_tab", { url }, ({ cdp }) => openTab(cdp, url));
		return opened.ok ? this.find(opened.value) : opened;
	}

	async activate(targetId: string): Promise<Result<void>> {
		const target = await this.find(targetId);
		if (!target.ok) return target;
		const { browser, use, frames } = this.#parts;
		frames.show(targetId);
		return use.act("activate_tab", { tab_id: targetId }, ({ browserId }) =>
			browser.activate(browserId, targetId),
		);
	}

	async close(targetId: string): Promise<Result<void>> {
		const target = await this.find(targetId);
		if (!target.ok) return target;
		const { browser, use } = this.#parts;
		return use.act("close_tab", { tab_id: targetId }, ({ browserId }) =>
			browser.closeTarget(browserId, targetId),
		);
	}
}

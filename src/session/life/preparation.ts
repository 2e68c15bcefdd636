import type { CdpClient } from "../../browser/cdp.ts";
import type { BrowserPort } from "../../browser/port.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { SessionOptions } from "../../domain/session.ts";
import type { Loss } from "../link/control-link.ts";
import { refusalOfPage } from "../fence/refusal-of-page.ts";
import { openFirstPage } from "../pages/open-tab.ts";
import type { Profiles } from "../profile/profiles.ts";
import { noAnswer } from "./refusal.ts";
import type { SessionStore } from "../store.ts";
import type { Starts } from "../link/starts.ts";
import { TargetTree, type TargetWatcher } from "../link/target-tree.ts";

export interface PreparationParts {
	readonly starts: Starts;
	readonly store: SessionStore;
	readonly browser: BrowserPort;
	readonly profiles: Pick<Profiles, "load">;
	/** Who is to know of the browser's targets, over a link that has just opened. */
	readonly watchers: (
		options: SessionOptions,
		owns: (targetId: string) => boolean,
	) => readonly TargetWatcher[];
}

/** Chrome repeats what a page has logged to whoever starts to listen: a message that has silenced one link would the next. */
const consoleCleaner: TargetWatcher = {
	attached: ({ post }) => post("Runtime.discardConsoleEntries"),
};

/** What is done with a session's browser before anybody may use it. */
export class Preparation {
	readonly #parts: PreparationParts;

	constructor(parts: PreparationParts) {
		this.#parts = parts;
	}

	/** With each new link: lets those who want to know of the browser's targets do so. `afterSilence`: the last one was silenced. */
	async watch(cdp: CdpClient, browserId: string, afterSilence: boolean): Promise<Result<void>> {
		const { options } = this.#parts.store;
		const watchers = options === undefined ? [] : this.#watchers(browserId, options);
		if (watchers.length === 0) return ok(undefined);
		const all = afterSilence ? [consoleCleaner, ...watchers] : watchers;
		return new TargetTree(cdp, all, this.#parts.starts).watch();
	}

	/**
	 * Once: a page that can't be had is shown as what it is; a browser that can't be reached is found out next. But nobody
	 * gets a browser without the profile or the guardrails that were asked for. `link` opens the control link.
	 */
	async prepare(
		browserId: string,
		options: SessionOptions,
		link: () => Promise<CdpClient | Loss>,
	): Promise<Result<void>> {
		const { profileId, startUrl, guardrails } = options;
		const refusal = startUrl === undefined ? undefined : refusalOfPage(options, startUrl);
		if (refusal !== undefined) return refuse(refusal);
		const { browser, profiles } = this.#parts;
		const isWatched = this.#watchers(browserId, options).length > 0;
		if (profileId === undefined && startUrl === undefined && !isWatched) return ok(undefined);
		const cdp = await link();
		const isNeeded = profileId !== undefined || guardrails !== undefined;
		if ("kind" in cdp) return isNeeded ? refuse(noAnswer) : ok(undefined);
		const loaded = profileId === undefined ? ok(undefined) : await profiles.load(cdp, profileId);
		if (!loaded.ok) return loaded;
		if (startUrl !== undefined)
			await openFirstPage(cdp, (targetId) => browser.owns(browserId, targetId), startUrl);
		return ok(undefined);
	}

	#watchers(browserId: string, options: SessionOptions): readonly TargetWatcher[] {
		return this.#parts.watchers(options, (targetId) => this.#parts.browser.owns(browserId, targetId));
	}
}

import type { BrowserPort } from "../../browser/port.ts";
import type { CdpClient } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Running } from "../life/lifetime.ts";
import { openPageSession, type PageSession } from "./page-session.ts";
import { openOwnPlace, openSharedPlace, type Place } from "./place.ts";

/** A place with a connection to its tab. */
export interface ReadyPlace {
	readonly place: Place;
	readonly page: PageSession;
}

interface Spare {
	/** The link that it was made over: without it, it is gone. */
	readonly cdp: CdpClient;
	readonly opening: Promise<Result<ReadyPlace>>;
}

/**
 * Opens places for actions. Making one takes about as long as an action itself, so that the next one for an action apart is
 * made ready when the one before is done.
 */
export class ReadyPlaces {
	readonly #port: Pick<BrowserPort, "connect">;
	readonly #hiddenTabs: Set<string>;
	#spare: Spare | undefined;

	constructor(port: Pick<BrowserPort, "connect">, hiddenTabs: Set<string>) {
		this.#port = port;
		this.#hiddenTabs = hiddenTabs;
	}

	/** A place in a browser context that nothing else is in, or one among the tabs of the session. */
	async take(running: Running, isApart: boolean): Promise<Result<ReadyPlace>> {
		const spare = this.#spare;
		if (!isApart || spare?.cdp !== running.cdp) return this.#open(running, isApart);
		this.#spare = undefined;
		const ready = await spare.opening;
		return ready.ok && !ready.value.page.isLost ? ready : this.#open(running, isApart);
	}

	/** Makes the next place apart ready, where there is none yet. */
	async prepare(running: Running): Promise<void> {
		if (this.#spare?.cdp === running.cdp) return;
		const opening = this.#open(running, true);
		this.#spare = { cdp: running.cdp, opening };
		await opening;
	}

	async #open({ browserId, cdp }: Running, isApart: boolean): Promise<Result<ReadyPlace>> {
		const place = isApart ? await openOwnPlace(cdp) : await openSharedPlace(cdp, this.#hiddenTabs);
		if (!place.ok) return place;
		const page = await openPageSession(this.#port, browserId, place.value.targetId);
		if (page.ok) return ok({ place: place.value, page: page.value });
		await place.value.close();
		return page;
	}
}

import type { CDPEvents, CDPSession } from "@cloudflare/puppeteer";
import { settled, TimeoutError } from "../lib/timeout.ts";
import type { Until } from "./arrival.ts";
import type { Deadline } from "./deadline.ts";
import { pageClient } from "./internals.ts";
import type { Tab } from "./tab.ts";

/** So many requests may be open for so long while a network counts as idle, as for puppeteer's `networkidle2`. */
const MOST_OPEN = 2;
const QUIET_MS = 500;
/** More than this many are not followed. */
const MOST_FOLLOWED = 10_000;
/** What stays open for as long as its page lives is no load. Chrome counts it all the same, and is never idle. */
const STREAM = "EventSource";

/** The requests of a page that are open, from when this is made until its end. */
export class Traffic {
	readonly #client: Pick<CDPSession, "on" | "off">;
	readonly #open = new Set<string>();
	/** Since when few enough are open; `undefined` while more are. */
	#quietSince: number | undefined = Date.now();
	#changed = Promise.withResolvers<void>();

	constructor(client: Pick<CDPSession, "on" | "off">) {
		this.#client = client;
		this.#client.on("Network.requestWillBeSent", this.#began);
		this.#client.on("Network.loadingFinished", this.#ended);
		this.#client.on("Network.loadingFailed", this.#ended);
	}

	/** Waits until the network has been idle for half a second; throws a {@link TimeoutError} after `timeoutMs`. */
	async idle(timeoutMs: number): Promise<void> {
		const end = Date.now() + timeoutMs;
		for (;;) {
			const now = Date.now();
			const idleAt = this.#quietSince === undefined ? Infinity : this.#quietSince + QUIET_MS;
			if (now >= idleAt) return;
			if (now >= end) throw new TimeoutError(`the network was not idle within ${timeoutMs} ms`);
			await settled(this.#changed.promise, Math.min(idleAt, end) - now);
		}
	}

	end(): void {
		this.#client.off("Network.requestWillBeSent", this.#began);
		this.#client.off("Network.loadingFinished", this.#ended);
		this.#client.off("Network.loadingFailed", this.#ended);
	}

	readonly #began = ({ requestId, type }: CDPEvents["Network.requestWillBeSent"]): void => {
		if (type === STREAM || this.#open.size >= MOST_FOLLOWED) return;
		this.#open.add(requestId);
		this.#count();
	};

	readonly #ended = ({ requestId }: { readonly requestId: string }): void => {
		if (this.#open.delete(requestId)) this.#count();
	};

	#count(): void {
		const wasQuiet = this.#quietSince !== undefined;
		const isQuiet = this.#open.size <= MOST_OPEN;
		if (isQuiet === wasQuiet) return;
		this.#quietSince = isQuiet ? Date.now() : undefined;
		this.#changed.resolve();
		this.#changed = Promise.withResolvers();
	}
}

/** Does what opens a page, and then waits for its network to be idle, where that is what is waited for. */
export async function untilIdle<T>(
	{ page }: Tab,
	until: Until,
	deadline: Deadline,
	open: () => Promise<T>,
): Promise<T> {
	if (until !== "networkidle") return open();
	const traffic = new Traffic(pageClient(page));
	try {
		const opened = await open();
		await traffic.idle(deadline.leftMs);
		return opened;
	} finally {
		traffic.end();
	}
}

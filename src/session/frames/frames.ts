import type { BrowserPort } from "../../browser/port.ts";
import type { CloseReason } from "../../domain/close-reason.ts";
import type { FramesRequest } from "../../domain/frames.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { OpenDialogs } from "../link/open-dialogs.ts";
import type { Admissions } from "../admissions.ts";
import type { Places } from "../relay/places.ts";
import { refusalFor } from "../life/refusal.ts";
import type { SessionStore } from "../store.ts";
import { Boxes } from "./boxes.ts";
import { Feed, feedKey } from "./feed.ts";
import { FrameLink } from "./frame-link.ts";
import { TabOrder } from "./tab-order.ts";
import { Viewer } from "./viewer.ts";

const RETRY_MS = 1_000;

export interface FramesParts {
	readonly store: Pick<SessionStore, "session">;
	readonly browser: BrowserPort;
	readonly places: Places;
	readonly admissions: Admissions;
	readonly dialogs: OpenDialogs;
	/** Bounds each answer of the browser, in milliseconds. */
	readonly timeoutMs: number;
	/** Looks whether the browser is there; ends the session when it is not. */
	readonly isBrowserAlive: () => Promise<boolean>;
	/** Keeps the object alive until work that nobody waits for is done. */
	readonly background: (work: Promise<unknown>) => void;
}

/**
 * Live pictures of the session's current tab, for whoever watches. There is a connection to the browser, and a
 * screencast in it for each kind of picture, while there is a viewer of that kind. Watching is no use of the session.
 */
export class Frames {
	readonly #parts: FramesParts;
	readonly #feeds = new Map<string, Feed>();
	readonly #tabs = new TabOrder();
	readonly #link: FrameLink;
	readonly #boxes = new Boxes();
	#preferred: string | undefined;
	#isAligning = false;
	#hasChanged = false;
	#retry: ReturnType<typeof setTimeout> | null = null;

	constructor(parts: FramesParts) {
		this.#parts = parts;
		const { browser, timeoutMs } = parts;
		this.#link = new FrameLink({ browser, tabs: this.#tabs, timeoutMs, onChange: () => this.#changed() });
	}

	/** A stream of server-sent events, or as JSON why there is none. */
	answer(request: FramesRequest): Response {
		const opened = this.open(request);
		if (!opened.ok) return Response.json(opened.problem, { status: 409 });
		return new Response(opened.value, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
	}

	/** A stream of server-sent events; refuses when the session does not run, or has too many who watch. */
	open(request: FramesRequest): Result<ReadableStream<Uint8Array>> {
		const { session } = this.#parts.store;
		if (session?.state !== "running") return refuse(refusalFor(session));
		const place = this.#parts.places.take("watching");
		if (!place.ok) return place;
		const key = feedKey(request);
		const feed = this.#feeds.get(key) ?? new Feed(request, this.#parts.dialogs);
		this.#feeds.set(key, feed);
		const viewer = new Viewer(request.lastId, () => {
			place.value();
			this.#parts.admissions.leave(viewer);
			feed.viewers.delete(viewer);
			this.#changed();
		});
		feed.add(viewer);
		this.#parts.admissions.admit(viewer, request.admission);
		this.#changed();
		return ok(viewer.stream);
	}

	/** Makes a page the current one, for those who watch now and those who come later. */
	show(targetId: string): void {
		this.#preferred = targetId;
		this.#tabs.show(targetId);
		this.#changed();
	}

	/** Tells every viewer that the session is over, and why. */
	end(reason: CloseReason, text: string): void {
		const viewers = [...this.#feeds.values()].flatMap((feed) => [...feed.viewers]);
		for (const viewer of viewers) viewer.end(reason, text);
		this.#changed();
	}

	#changed(): void {
		this.#hasChanged = true;
		if (this.#isAligning) return;
		if (this.#retry !== null) clearTimeout(this.#retry);
		this.#parts.background(this.#alignUntilStill());
	}

	/** Brings the browser in line with who watches what, one step after the other: what changes meanwhile counts next. */
	async #alignUntilStill(): Promise<void> {
		this.#isAligning = true;
		let isAligned = true;
		try {
			while (this.#hasChanged) {
				this.#hasChanged = false;
				isAligned = await this.#align();
			}
		} finally {
			this.#isAligning = false;
		}
		if (!isAligned) this.#retry = setTimeout(() => this.#changed(), RETRY_MS);
	}

	/** `false` when it is to be tried again. */
	async #align(): Promise<boolean> {
		const unwatched = [...this.#feeds].filter(([, { viewers }]) => viewers.size === 0);
		for (const [key] of unwatched) this.#feeds.delete(key);
		await Promise.all(unwatched.map(([, feed]) => feed.pointAt(undefined)));

		const { session } = this.#parts.store;
		if (this.#feeds.size === 0 || session?.state !== "running" || session.browserId === undefined) {
			await this.#boxes.pointAt(undefined);
			this.#link.close();
			this.#tabs.reset([], undefined);
			return true;
		}
		const cdp = await this.#link.ensure(session.browserId, this.#preferred);
		if (cdp === undefined) {
			await this.#parts.isBrowserAlive();
			return false;
		}
		const targetId = this.#tabs.current;
		const aim = targetId === undefined ? undefined : { cdp, targetId };
		const feeds = [...this.#feeds.values()];
		const wantBoxes = feeds.some(({ request }) => request.hasBoxes);
		const done = await Promise.all([
			this.#boxes.pointAt(wantBoxes ? aim : undefined),
			...feeds.map((feed) => feed.pointAt(aim)),
		]);
		return !done.includes(false);
	}
}

import type { CdpClient } from "../../browser/cdp.ts";
import type { FramesRequest } from "../../domain/frames.ts";
import type { OpenDialogs } from "../link/open-dialogs.ts";
import { Screencast } from "./screencast.ts";
import type { Frame, Viewer } from "./viewer.ts";

interface Aim {
	readonly cdp: CdpClient;
	readonly targetId: string;
}

/** What viewers have in common who see the same. */
export const feedKey = ({ format, quality, width, height, hasBoxes }: FramesRequest): string =>
	[format, format === "jpeg" ? quality : "", width, height, hasBoxes].join();

/** One screencast for all viewers who see the same. */
export class Feed {
	readonly viewers = new Set<Viewer>();
	readonly request: FramesRequest;
	readonly #dialogs: OpenDialogs;
	#aim: Aim | undefined;
	#screencast: Screencast | undefined;
	#latest: Frame | undefined;

	constructor(request: FramesRequest, dialogs: OpenDialogs) {
		this.request = request;
		this.#dialogs = dialogs;
	}

	/** Adds a viewer, who is shown the present frame at once: of a still page there may be no other. */
	add(viewer: Viewer): void {
		this.viewers.add(viewer);
		if (this.#latest !== undefined) viewer.offer(this.#latest);
	}

	/** Shows a page, or none; `false` when it can't be had. Not to be called again before it has ended. */
	async pointAt(aim: Aim | undefined): Promise<boolean> {
		if (aim?.cdp === this.#aim?.cdp && aim?.targetId === this.#aim?.targetId) return true;
		const stopped = this.#screencast?.stop();
		this.#screencast = undefined;
		this.#latest = undefined;
		this.#aim = aim;
		if (aim === undefined) {
			// The connection may be closed next, and the local browser faults on a frame that comes after that.
			await stopped;
			return true;
		}
		const onFrame = (frame: Frame) => {
			if (this.#aim === aim) this.#show(frame);
		};
		const started = await Screencast.start(aim.cdp, aim.targetId, this.request, this.#dialogs, onFrame);
		if (started.ok) this.#screencast = started.value;
		else this.#aim = undefined;
		return started.ok;
	}

	#show(frame: Frame): void {
		this.#latest = frame;
		for (const viewer of this.viewers) viewer.offer(frame);
	}
}

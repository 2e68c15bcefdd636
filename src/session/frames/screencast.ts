import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import type { FramesRequest } from "../../domain/frames.ts";
import { ok, type Result } from "../../domain/result.ts";
import { imageSizeOf } from "../../lib/image-size.ts";
import { Attachment } from "../link/attachment.ts";
import type { OpenDialogs } from "../link/open-dialogs.ts";
import type { Frame } from "./viewer.ts";

const screencastFrame = z.object({
	data: z.string(),
	sessionId: z.number(),
	metadata: z.object({ timestamp: z.number().optional() }),
});

/** The frames of one page, from its first, which comes at once, until it is stopped. */
export class Screencast {
	readonly #attachment: Attachment;
	readonly #dialogs: OpenDialogs;

	private constructor(attachment: Attachment, dialogs: OpenDialogs) {
		this.#attachment = attachment;
		this.#dialogs = dialogs;
	}

	static async start(
		cdp: CdpClient,
		targetId: string,
		{ format, quality, width, height }: FramesRequest,
		dialogs: OpenDialogs,
		onFrame: (frame: Frame) => void,
	): Promise<Result<Screencast>> {
		const attached = await Attachment.to(cdp, targetId);
		if (!attached.ok) return attached;
		const attachment = attached.value;
		attachment.listen((method, params) => {
			if (method !== "Page.screencastFrame") {
				// With its frames all else of a page is heard of.
				dialogs.heard(attachment, targetId, { method, params }, (answer) => {
					void attachment.send("Page.handleJavaScriptDialog", answer);
				});
				return;
			}
			const frame = screencastFrame.safeParse(params).data;
			if (frame === undefined) return;
			const { data, sessionId, metadata } = frame;
			// At once, however slow the viewers are: Chrome drops what comes while frames are unacknowledged, and the
			// dropped one may be how the page stays.
			void attachment.send("Page.screencastFrameAck", { sessionId });
			const timestamp = metadata.timestamp === undefined ? Date.now() : Math.round(metadata.timestamp * 1000);
			onFrame({ image: data, ...(imageSizeOf(data) ?? { width, height }), timestamp });
		});
		const screencast = new Screencast(attachment, dialogs);
		await attachment.send("Page.enable");
		// A tab in the background is not drawn otherwise.
		await attachment.send("Emulation.setFocusEmulationEnabled", { enabled: true });
		const bounds = { maxWidth: width, maxHeight: height };
		const settings = format === "jpeg" ? { format, quality, ...bounds } : { format, ...bounds };
		const started = await attachment.send("Page.startScreencast", settings);
		if (started.ok) return ok(screencast);
		await screencast.stop();
		return started;
	}

	/** Detaching ends it in the browser. */
	stop(): Promise<void> {
		this.#dialogs.left(this.#attachment);
		return this.#attachment.detach();
	}
}

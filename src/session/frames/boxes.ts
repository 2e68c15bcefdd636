import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { log } from "../../lib/log.ts";
import { Attachment } from "../link/attachment.ts";
import { drawBoxesSource, removeBoxesSource } from "./boxes-script.ts";

/** Draws anew what a navigation took with it, and tells the page's script that somebody still looks. */
const REFRESH_MS = 500;
const WORLD = "berth";

const frameTree = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) });
const world = z.object({ executionContextId: z.number() });

interface Aim {
	readonly cdp: CdpClient;
	readonly targetId: string;
}

/** Numbered boxes around the interactive elements of one page, drawn by a script in a world of its own. */
export class Boxes {
	#aim: Aim | undefined;
	#attachment: Attachment | undefined;
	#timer: ReturnType<typeof setInterval> | null = null;

	/** Draws them on a page, or nowhere; `false` when it can't be had. Not to be called again before it has ended. */
	async pointAt(aim: Aim | undefined): Promise<boolean> {
		if (aim?.cdp === this.#aim?.cdp && aim?.targetId === this.#aim?.targetId) return true;
		await this.#remove();
		this.#aim = aim;
		if (aim === undefined) return true;
		const attached = await Attachment.to(aim.cdp, aim.targetId);
		if (!attached.ok) {
			this.#aim = undefined;
			return false;
		}
		const attachment = attached.value;
		this.#attachment = attachment;
		attachment.listen((method) => {
			if (method === "Page.domContentEventFired") void draw(attachment);
		});
		await attachment.send("Page.enable");
		await draw(attachment);
		this.#timer = setInterval(() => void draw(attachment), REFRESH_MS);
		return true;
	}

	async #remove(): Promise<void> {
		if (this.#timer !== null) clearInterval(this.#timer);
		const attachment = this.#attachment;
		this.#attachment = undefined;
		this.#aim = undefined;
		if (attachment === undefined) return;
		await run(attachment, removeBoxesSource);
		await attachment.detach();
	}
}

async function draw(attachment: Attachment): Promise<void> {
	await run(attachment, drawBoxesSource);
}

/** Runs a script in the isolated world; a page that goes away meanwhile has no need of it. */
async function run(attachment: Attachment, expression: string): Promise<void> {
	const tree = await attachment.ask(frameTree, "Page.getFrameTree");
	if (!tree.ok) return;
	const frameId = tree.value.frameTree.frame.id;
	// The same world each time, for as long as the document is the same.
	const made = await attachment.ask(world, "Page.createIsolatedWorld", { frameId, worldName: WORLD });
	if (!made.ok) return;
	const contextId = made.value.executionContextId;
	const evaluated = await attachment.send("Runtime.evaluate", { expression, contextId });
	if (!evaluated.ok) log("info", "frames.boxes_not_drawn", { problem: evaluated.problem.message });
}

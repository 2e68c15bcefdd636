import { z } from "zod";
import type { CdpClient } from "../../browser/cdp.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { TargetWatcher } from "../link/target-tree.ts";

const commandLine = z.object({ arguments: z.array(z.string()) });
const PROFILE = "--user-data-dir=";

/**
 * Where a session's own browser may write what clients have it download: a folder inside the one that it keeps its profile
 * in, which is its alone and goes with it. Only the browser knows where that is.
 */
export class DownloadFolder implements TargetWatcher {
	#path: string | undefined;

	/** `undefined` until the browser has said where, and for one that does not. */
	get path(): string | undefined {
		return this.#path;
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		// Nothing waits for it: the browser answers in order, so it is known before the session has begun.
		void this.#ask(cdp);
		return ok(undefined);
	}

	async #ask(cdp: CdpClient): Promise<void> {
		const answer = await cdp.ask(commandLine, "Browser.getBrowserCommandLine");
		if (!answer.ok) return;
		const profile = answer.value.arguments.find((each) => each.startsWith(PROFILE))?.slice(PROFILE.length);
		if (profile?.startsWith("/") === true) this.#path = `${profile}/Downloads of clients`;
	}
}

import type { z } from "zod";
import { type Problem, problem } from "../../domain/problem.ts";
import { lifecycle, loadingFailed, responded } from "./page-events.ts";
import { unsupportedContent } from "./unsupported-content.ts";

/** Answers that leave the page before as it is. */
const EMPTY_STATUS: ReadonlySet<number> = new Set([204, 205]);

/** What became of each document of a tab, by its loader. */
export class DocumentRecords {
	readonly #responses = new Map<string, z.infer<typeof responded>["response"]>();
	readonly #loaded = new Set<string>();
	/** Chrome's word for why a document's content broke off. */
	readonly #broken = new Map<string, string>();

	responseOf(loaderId: string): z.infer<typeof responded>["response"] | undefined {
		return this.#responses.get(loaderId);
	}

	/** Whether nothing more comes; what breaks off has no end of its load. */
	hasEnded(loaderId: string): boolean {
		return this.#loaded.has(loaderId) || this.#broken.has(loaderId);
	}

	/** Why there is not all of it, in Chrome's words. */
	whyBroken(loaderId: string): string | undefined {
		return this.#broken.get(loaderId);
	}

	/** What a navigation failed with that Chrome has a word for. */
	failure(errorText: string, loaderId = ""): Problem {
		const { mimeType = "", status = 0 } = this.#responses.get(loaderId) ?? {};
		const isFile = errorText === "net::ERR_ABORTED" && status >= 200 && !EMPTY_STATUS.has(status);
		return isFile
			? unsupportedContent(mimeType)
			: problem("navigation_failed", `The page could not be loaded: ${errorText}`);
	}

	/** Takes the parameters of `Network.responseReceived`. */
	responded(params: unknown): void {
		const { data } = responded.safeParse(params);
		if (data?.type === "Document") this.#responses.set(data.loaderId, data.response);
	}

	/** Takes the parameters of `Page.lifecycleEvent`. */
	lived(params: unknown): void {
		const { data } = lifecycle.safeParse(params);
		if (data?.name === "load") this.#loaded.add(data.loaderId);
	}

	/** Takes the parameters of `Network.loadingFailed`; a document's request has the id of its loader. */
	failed(params: unknown): void {
		const { data } = loadingFailed.safeParse(params);
		if (data !== undefined && this.#responses.has(data.requestId))
			this.#broken.set(data.requestId, data.errorText);
	}
}

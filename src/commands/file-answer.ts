import type { CDPEvents, CDPSession, Page } from "@cloudflare/puppeteer";
import { frameIdOf, pageClient } from "./internals.ts";

type AnswerEvent = CDPEvents["Network.responseReceived"];
type FailureEvent = CDPEvents["Network.loadingFailed"];

/** Statuses of answers without content, which Chrome gives up as it does files. */
const EMPTY = new Set([204, 205]);

/**
 * Notices that an address which is opened gives a file: Chrome gives up the navigation when the answer is there, and saves
 * it. It names the download later than it ends the navigation, so that this goes by the answer.
 */
export class FileAnswer {
	readonly #client: CDPSession;
	readonly #frameId: string;
	#answered: { readonly requestId: string; readonly type: string } | undefined;
	#type: string | undefined;

	constructor(page: Page) {
		this.#client = pageClient(page);
		this.#frameId = frameIdOf(page.mainFrame());
		this.#client.on("Network.responseReceived", this.#received);
		this.#client.on("Network.loadingFailed", this.#failed);
	}

	/** The media type of the file; `undefined` where there is none. */
	get type(): string | undefined {
		return this.#type;
	}

	end(): void {
		this.#client.off("Network.responseReceived", this.#received);
		this.#client.off("Network.loadingFailed", this.#failed);
	}

	readonly #received = ({ requestId, loaderId, frameId, response }: AnswerEvent): void => {
		if (requestId !== loaderId || frameId !== this.#frameId) return;
		const { status, mimeType } = response;
		const hasContent = status >= 200 && status <= 299 && !EMPTY.has(status);
		this.#answered = hasContent ? { requestId, type: mimeType.slice(0, 100) } : undefined;
		this.#type = undefined;
	};

	readonly #failed = ({ requestId, errorText }: FailureEvent): void => {
		if (requestId === this.#answered?.requestId && errorText === "net::ERR_ABORTED")
			this.#type = this.#answered.type;
	};
}

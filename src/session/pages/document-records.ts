import { isGuardrailsAnswer } from "../../domain/guardrails.ts";
import { isEmptyStatus } from "../../domain/http-status.ts";
import { type Problem, problem } from "../../domain/problem.ts";
import { lifecycle, loadingFailed, responded } from "./page-events.ts";
import { unsupportedContent } from "./unsupported-content.ts";

/** A page may move on and on; what is asked about is one of its last documents. */
const MOST_DOCUMENTS = 50;

interface DocumentResponse {
	readonly status: number;
	readonly mimeType: string;
	/** Whether it is Berth's own refusal. */
	readonly isGuardrails: boolean;
}

interface DocumentRecord {
	response?: DocumentResponse;
	isLoaded?: boolean;
	/** Chrome's word for why its content broke off. */
	broken?: string;
}

/** What became of the last documents of a tab, by their loaders. Those of frames in it are no concern. */
export class DocumentRecords {
	#mainFrameId: string;
	readonly #all = new Map<string, DocumentRecord>();

	constructor(mainFrameId: string) {
		this.#mainFrameId = mainFrameId;
	}

	responseOf(loaderId: string): DocumentResponse | undefined {
		return this.#all.get(loaderId)?.response;
	}

	/** Whether nothing more comes; what breaks off has no end of its load. */
	hasEnded(loaderId: string): boolean {
		const { isLoaded = false, broken } = this.#all.get(loaderId) ?? {};
		return isLoaded || broken !== undefined;
	}

	/** Why there is not all of it, in Chrome's words. */
	whyBroken(loaderId: string): string | undefined {
		return this.#all.get(loaderId)?.broken;
	}

	/** What a navigation failed with that Chrome has a word for. */
	failure(errorText: string, loaderId = ""): Problem {
		const { mimeType = "", status = 0 } = this.responseOf(loaderId) ?? {};
		const isFile = errorText === "net::ERR_ABORTED" && status >= 200 && !isEmptyStatus(status);
		return isFile
			? unsupportedContent(mimeType)
			: problem("navigation_failed", `The page could not be loaded: ${errorText}`);
	}

	/** The tab shows a document in this frame now. */
	committed(mainFrameId: string): void {
		this.#mainFrameId = mainFrameId;
	}

	/** Takes the parameters of `Network.responseReceived`. */
	responded(params: unknown): void {
		const { data } = responded.safeParse(params);
		if (data?.type !== "Document" || data.frameId !== this.#mainFrameId) return;
		const { status, mimeType, headers } = data.response;
		this.#note(data.loaderId, { response: { status, mimeType, isGuardrails: isGuardrailsAnswer(headers) } });
	}

	/** Takes the parameters of `Page.lifecycleEvent`. */
	lived(params: unknown): void {
		const { data } = lifecycle.safeParse(params);
		if (data?.name === "load" && data.frameId === this.#mainFrameId)
			this.#note(data.loaderId, { isLoaded: true });
	}

	/** Takes the parameters of `Network.loadingFailed`; a document's request has the id of its loader. */
	failed(params: unknown): void {
		const { data } = loadingFailed.safeParse(params);
		if (data !== undefined && this.responseOf(data.requestId) !== undefined)
			this.#note(data.requestId, { broken: data.errorText });
	}

	#note(loaderId: string, news: DocumentRecord): void {
		this.#all.set(loaderId, { ...this.#all.get(loaderId), ...news });
		const [oldest] = this.#all.keys();
		if (this.#all.size > MOST_DOCUMENTS && oldest !== undefined) this.#all.delete(oldest);
	}
}

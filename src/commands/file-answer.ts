import type { CDPEvents, CDPSession, Page } from "@cloudflare/puppeteer";
import type { Artifact } from "../domain/artifact.ts";
import { isEmptyStatus } from "../domain/http-status.ts";
import type { CommandContext } from "./context.ts";
import { frameIdOf, pageClient } from "./internals.ts";
import { Refused } from "./refused.ts";

type AnswerEvent = CDPEvents["Network.responseReceived"];
type FailureEvent = CDPEvents["Network.loadingFailed"];

/**
 * Notices that an address which is opened gives a file: Chrome gives up the navigation when the answer is there, and saves
 * it. It names the download later than it ends the navigation, so that this goes by the answer.
 */
export class FileAnswer {
	readonly #client: CDPSession;
	readonly frameId: string;
	#answered: { readonly requestId: string; readonly type: string } | undefined;
	#type: string | undefined;
	#emptyStatus: number | undefined;

	constructor(page: Page) {
		this.#client = pageClient(page);
		this.frameId = frameIdOf(page.mainFrame());
		this.#client.on("Network.responseReceived", this.#received);
		this.#client.on("Network.loadingFailed", this.#failed);
	}

	/** The media type of the file; `undefined` where there is none. */
	get type(): string | undefined {
		return this.#type;
	}

	/** The status of an answer that has no content by it, so that the page before stays; `undefined` for any other. */
	get emptyStatus(): number | undefined {
		return this.#emptyStatus;
	}

	end(): void {
		this.#client.off("Network.responseReceived", this.#received);
		this.#client.off("Network.loadingFailed", this.#failed);
	}

	readonly #received = ({ requestId, loaderId, frameId, response }: AnswerEvent): void => {
		if (requestId !== loaderId || frameId !== this.frameId) return;
		const { status, mimeType } = response;
		const isEmpty = isEmptyStatus(status);
		const hasContent = status >= 200 && status <= 299 && !isEmpty;
		this.#emptyStatus = isEmpty ? status : undefined;
		this.#answered = hasContent ? { requestId, type: mimeType.slice(0, 100) } : undefined;
		this.#type = undefined;
	};

	readonly #failed = ({ requestId, errorText }: FailureEvent): void => {
		if (requestId === this.#answered?.requestId && errorText === "net::ERR_ABORTED")
			this.#type = this.#answered.type;
	};
}

/** How long Chrome may take to say that it downloads what it has given up as a page. */
const BEGIN_PATIENCE_MS = 2_000;

/**
 * The artifact that was kept of a file whose address was opened; `undefined` where it gave none.
 * Throws `unsupported_content` for a file that is not kept.
 */
export async function fileOpened(
	context: CommandContext,
	{ frameId, type }: FileAnswer,
	url: string,
): Promise<Artifact | undefined> {
	const kept = await context.download(frameId, type === undefined ? 0 : BEGIN_PATIENCE_MS);
	if (kept?.ok === true) return kept.value;
	if (kept === undefined && type === undefined) return undefined;
	const why =
		kept === undefined
			? "A session with save_downloads keeps it among its artifacts."
			: `It was not kept: ${kept.problem.message}`;
	throw new Refused(
		"unsupported_content",
		`${url} is a file${type === undefined ? "" : ` (${type})`}, which the browser saves and does not show. ${why}`,
	);
}

/** A download as the command that led to it shows it; the answer has its artifact besides. */
export const aboutDownload = ({ name, contentType, size }: Artifact) => ({
	name,
	content_type: contentType,
	size,
});

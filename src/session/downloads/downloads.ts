import { encodeBase64 } from "hono/utils/encode";
import { z } from "zod";
import type { CdpClient, CdpEvent } from "../../browser/cdp.ts";
import { type Artifact, artifactName, type NewArtifact } from "../../domain/artifact.ts";
import type { DownloadDetail, NewEntry } from "../../domain/entry.ts";
import { type Problem, problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { shownUrl } from "../../lib/redact.ts";
import { redactText } from "../../lib/redact-text.ts";
import { withTimeout } from "../../lib/timeout.ts";
import type { PausedRequest, RequestGuard, RequestPattern } from "../link/request-gate.ts";
import type { AttachedTarget, TargetWatcher } from "../link/target-tree.ts";
import { type DownloadAnswer, downloadIn, headersForBody, mediaTypeOr } from "./download-answer.ts";
import { fetchAgain } from "./fetch-again.ts";
import type { DownloadOutcomes, Outcome } from "./outcomes.ts";
import { readStream } from "./read-stream.ts";

/** Its bytes are held several times over on their way through the object. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Downloads that may wait for those before them. */
const MOST_WAITING = 20;
const MOST_SEEN = 100;
/** How long Chrome may take to say that it downloads what it might show as well. */
const BEGIN_PATIENCE_MS = 5_000;

const begun = z.object({ frameId: z.string(), url: z.string(), suggestedFilename: z.string() });
const taken = z.object({ stream: z.string() });

export interface DownloadsParts {
	readonly keep: (made: NewArtifact) => Promise<Result<Artifact>>;
	readonly note: (entry: NewEntry) => void;
	readonly outcomes: DownloadOutcomes;
	/** What one artifact may have. */
	readonly maxBytes: number;
}

/**
 * Keeps what the browser downloads. An answer that is to be saved is read on its way, whatever asked for it, and given to
 * the browser all the same; what only Chrome knows to be a download is asked for again.
 */
export class Downloads implements TargetWatcher, RequestGuard {
	readonly patterns: readonly RequestPattern[] = [{ resourceType: "Document", requestStage: "Response" }];
	readonly #parts: DownloadsParts;
	readonly #mostBytes: number;
	/** What was read on its way, by address; resolved when Chrome says that it is a download. */
	readonly #seen = new Map<string, PromiseWithResolvers<void>>();
	#cdp: CdpClient | undefined;
	#last: Promise<unknown> = Promise.resolve();
	#waiting = 0;

	constructor(parts: DownloadsParts) {
		this.#parts = parts;
		this.#mostBytes = Math.min(parts.maxBytes, MOST_BYTES);
	}

	async start(cdp: CdpClient): Promise<Result<void>> {
		this.#cdp = cdp;
		// Nobody gets at the disk of the browser. A client that wants to have it otherwise says so.
		const told = await cdp.send("Browser.setDownloadBehavior", { behavior: "deny", eventsEnabled: true });
		return told.ok ? ok(undefined) : told;
	}

	attached({ type, post }: AttachedTarget): void {
		if (type === "page" || type === "iframe") post("Page.enable");
	}

	takesAnswer(cdp: CdpClient, answer: PausedRequest): boolean {
		const download = downloadIn(answer);
		if (download === undefined) return false;
		const { name, size = 0 } = download;
		const { frameId, request } = answer;
		const isTaken = size <= this.#mostBytes && this.#waiting < MOST_WAITING;
		const refusal = refuse(size > this.#mostBytes ? tooLarge(size) : tooMany);
		const seen = this.#see(request.url);
		const isSaved = async () => !download.mayBeShown || this.#isSaved(request.url, seen);
		const outcome = isTaken
			? this.#inTurn(() => this.#read(cdp, answer, download, isSaved))
			: isSaved().then((yes) => (yes ? this.#tell(name, request.url, refusal) : undefined));
		this.#parts.outcomes.begin(frameId, outcome);
		return isTaken;
	}

	event({ cdpSession }: AttachedTarget, { method, params }: CdpEvent): void {
		if (method !== "Page.downloadWillBegin") return;
		const { data } = begun.safeParse(params);
		if (data === undefined || this.#cdp === undefined) return;
		const seen = this.#seen.get(data.url);
		this.#seen.delete(data.url);
		if (seen !== undefined) return seen.resolve();
		const cdp = this.#cdp;
		const { url, frameId } = data;
		const name = artifactName(redactText(data.suggestedFilename));
		const fetching = async () => {
			const fetched = await fetchAgain(cdp, { url, frameId, cdpSession }, this.#mostBytes);
			if (!fetched.ok) return this.#tell(name, url, fetched);
			const { bytes, contentType } = fetched.value;
			return this.#keep({ name, contentType: mediaTypeOr(contentType), bytes }, url);
		};
		const outcome =
			this.#waiting < MOST_WAITING
				? this.#inTurn(fetching)
				: Promise.resolve(this.#tell(name, url, refuse(tooMany)));
		this.#parts.outcomes.begin(frameId, outcome);
	}

	/** The answer's body, for Berth and then for the browser. One that is longer than was said is lost to both. */
	async #read(
		cdp: CdpClient,
		answer: PausedRequest,
		{ name, contentType }: DownloadAnswer,
		isSaved: () => Promise<boolean>,
	): Outcome {
		const { requestId, request, responseStatusCode, responseHeaders } = answer;
		const opened = await cdp.ask(taken, "Fetch.takeResponseBodyAsStream", { requestId });
		const bytes = opened.ok ? await readStream(cdp, opened.value.stream, this.#mostBytes) : opened;
		if (!bytes.ok) {
			await cdp.send("Fetch.failRequest", { requestId, errorReason: "Aborted" });
			return this.#tell(name, request.url, bytes);
		}
		await cdp.send("Fetch.fulfillRequest", {
			requestId,
			responseCode: responseStatusCode,
			responseHeaders: headersForBody(responseHeaders),
			body: encodeBase64(bytes.value.buffer),
		});
		if (!(await isSaved())) return undefined;
		return this.#keep({ name, contentType, bytes: bytes.value }, request.url);
	}

	async #keep(made: Omit<NewArtifact, "type">, url: string): Promise<Result<Artifact>> {
		return this.#tell(made.name, url, await this.#parts.keep({ type: "download", ...made }));
	}

	/** Of one whose page has gone Chrome may never say anything. */
	#see(url: string): Promise<void> {
		const known = this.#seen.get(url);
		if (known !== undefined) return known.promise;
		const [oldest] = this.#seen.keys();
		if (this.#seen.size >= MOST_SEEN && oldest !== undefined) this.#seen.delete(oldest);
		const seen = Promise.withResolvers<void>();
		this.#seen.set(url, seen);
		return seen.promise;
	}

	/** Whether Chrome says so of what it might show as well. */
	async #isSaved(url: string, seen: Promise<void>): Promise<boolean> {
		const isSaved = await withTimeout(seen, BEGIN_PATIENCE_MS, "beginning").then(
			() => true,
			() => false,
		);
		if (!isSaved) this.#seen.delete(url);
		return isSaved;
	}

	#tell(fileName: string, url: string, result: Result<Artifact>): Result<Artifact> {
		const about = { fileName, url: shownUrl(url, "data:".length) };
		const detail: DownloadDetail = result.ok
			? { event: "kept", ...about, objectId: result.value.objectId, bytes: result.value.size }
			: { event: "skipped", ...about };
		const text = result.ok ? `${fileName} kept` : `${fileName} not kept: ${result.problem.message}`;
		const level = result.ok ? "info" : "warning";
		this.#parts.note({ time: Date.now(), kind: "download", level, text, detail });
		return result;
	}

	#inTurn(work: () => Outcome): Outcome {
		this.#waiting += 1;
		const turn = this.#last
			.then(work)
			.finally(() => (this.#waiting -= 1))
			.catch(() => undefined);
		this.#last = turn;
		return turn;
	}
}

const tooLarge = (size: number): Problem => problem("artifact_too_large", `It has ${size} bytes.`);
const tooMany = problem("session_busy", `${MOST_WAITING} downloads are being kept already.`);

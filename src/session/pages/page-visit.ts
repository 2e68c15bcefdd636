import type { z } from "zod";
import { CONNECTION_CLOSED, type CdpClient } from "../../browser/cdp.ts";
import { routeOf } from "../../content/crawl-address.ts";
import type { Arrival } from "../../content/formats.ts";
import { type Problem, problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { settled } from "../../lib/timeout.ts";
import { Attachment } from "../link/attachment.ts";
import { AnswerGate } from "./answer-gate.ts";
import { DocumentRecords } from "./document-records.ts";
import {
	dialogOpening,
	frameNavigated,
	frameTree,
	inFrame,
	navigated,
	requested,
	scheduled,
} from "./page-events.ts";

/** A page that is busy answers when it is left for the next. */
const ENABLE_PATIENCE_MS = 3_000;
/** Of a page that sends itself on after so many seconds, the one that it leads to is meant. */
const SOON_S = 1;
/** Chrome's word for an answer with a status such as 404 and nothing in it: an answer for all that. */
const EMPTY_ERROR = "net::ERR_HTTP_RESPONSE_CODE_FAILURE";
/** Dispositions with which a navigation is of another tab, or of none. */
const ELSEWHERE = new Set(["newTab", "newWindow", "download"]);

const LEFT = {
	closed: problem("page_closed", "The tab was closed meanwhile."),
	crashed: problem("page_crashed", "The page crashed."),
	lost: problem("browser_unreachable", "The connection to the browser was lost."),
};

const refusedPage = problem("guardrails_refused", "The session's guardrails do not allow the page's host.");

/** Takes one tab to addresses, and knows how what it shows came to be. Dialogs that would stop its page are dismissed. */
export class PageVisit {
	readonly targetId: string;
	readonly answers: AnswerGate;
	readonly #page: Attachment;
	readonly #documents: DocumentRecords;
	/** The main frame, once it is known, and its document. */
	#frameId = "";
	#loaderId = "";
	/** Whether the page has asked to be left for another, or will soon. */
	#isRequested = false;
	#isScheduled = false;
	#left: Problem | undefined;
	/** Whether somebody else answers the page's dialogs, and the one that is open then. */
	#leavesDialogs = false;
	#openDialog: string | undefined;
	#wake: () => void = () => {};

	private constructor(targetId: string, page: Attachment) {
		this.targetId = targetId;
		// Chrome names a tab by its main frame.
		this.#documents = new DocumentRecords(targetId);
		this.#page = page;
		this.answers = new AnswerGate(this.send);
	}

	static async begin(cdp: CdpClient, targetId: string): Promise<Result<PageVisit>> {
		const page = await Attachment.to(cdp, targetId);
		if (!page.ok) return page;
		const visit = new PageVisit(targetId, page.value);
		page.value.listen((method, params) => visit.#happened(method, params));
		// A tab that is just being made tells nothing of its first page unless it has answered these.
		await Promise.all([
			visit.send("Network.enable", {}, ENABLE_PATIENCE_MS),
			visit.send("Page.enable", {}, ENABLE_PATIENCE_MS),
			visit.send("Page.setLifecycleEventsEnabled", { enabled: true }, ENABLE_PATIENCE_MS),
			// A tab in the background is not drawn otherwise.
			visit.send("Emulation.setFocusEmulationEnabled", { enabled: true }, ENABLE_PATIENCE_MS),
		]);
		return ok(visit);
	}

	/** Like {@link Attachment.ask}. */
	ask<T>(schema: z.ZodType<T>, method: string, params: object = {}, timeoutMs?: number): Promise<Result<T>> {
		return this.#page.ask(schema, method, params, timeoutMs);
	}

	readonly send = (method: string, params: object = {}, timeoutMs?: number): Promise<Result<unknown>> =>
		this.#page.send(method, params, timeoutMs);

	/**
	 * Goes to an address and waits for what it leads to; a page that goes on loading is as it is after `patienceMs`.
	 * Refuses with `navigation_failed` when there is no such page, `navigation_timed_out` when nothing answered,
	 * `unsupported_content` for a file that is to be saved, `guardrails_refused` when the session may not reach its host,
	 * `command_failed` when Chrome does not take the URL, `page_closed` and `page_crashed`.
	 */
	async goTo(url: string, patienceMs: number): Promise<Result<void>> {
		const end = Date.now() + patienceMs;
		const answer = await this.#page.ask(navigated, "Page.navigate", { url }, patienceMs);
		// The crash was that of the page before.
		if (answer.ok && this.#left === LEFT.crashed) this.#left = undefined;
		if (this.#left !== undefined) return refuse(this.#left);
		if (!answer.ok) {
			if (Date.now() < end) return answer;
			// Chrome answers nothing about a page that is being left.
			void this.send("Page.stopLoading");
			return refuse(problem("navigation_timed_out", `Nothing answered within ${patienceMs} ms.`));
		}
		const { loaderId, errorText } = answer.value;
		if (errorText !== undefined && errorText !== EMPTY_ERROR)
			return refuse(this.#documents.failure(errorText, loaderId));
		if (loaderId === undefined) {
			// Another place of the page that is shown, which is to be loaded anew.
			const blank = await this.goTo("about:blank", patienceMs);
			return blank.ok ? this.goTo(url, Math.max(1, end - Date.now())) : blank;
		}
		this.#loaderId = loaderId;
		await this.load(end - Date.now());
		if (this.#left !== undefined) return refuse(this.#left);
		const response = this.#documents.responseOf(this.#loaderId);
		return response?.isGuardrails === true ? refuse(refusedPage) : ok(undefined);
	}

	/** Waits until the page has loaded, and the one that it leads to by itself, for `patienceMs` at most. */
	async load(patienceMs: number): Promise<void> {
		const end = Date.now() + patienceMs;
		while (!this.#isSettled && Date.now() < end) {
			const { promise, resolve } = Promise.withResolvers<void>();
			this.#wake = resolve;
			await settled(promise, end - Date.now());
		}
	}

	/** How the page that is shown came to be. */
	async arrival(sourceUrl: string): Promise<Result<Arrival>> {
		const tree = await this.#page.ask(frameTree, "Page.getFrameTree");
		if (!tree.ok) return this.#left === undefined ? tree : refuse(this.#left);
		const { url, urlFragment, unreachableUrl, loaderId } = tree.value.frameTree.frame;
		const response = this.#documents.responseOf(loaderId);
		return ok({
			sourceUrl,
			url: unreachableUrl ?? url + routeOf(urlFragment),
			statusCode: response === undefined || response.status === 0 ? null : response.status,
			contentType: response?.mimeType,
			isErrorPage: unreachableUrl !== undefined,
			brokenOff: this.#documents.whyBroken(loaderId),
		});
	}

	/** Has somebody else answer the page's dialogs for as long as `work` takes. */
	async leavingDialogs<T>(work: Promise<T>): Promise<T> {
		this.#leavesDialogs = true;
		try {
			return await work;
		} finally {
			this.#leavesDialogs = false;
			if (this.#openDialog !== undefined) this.#dismiss(this.#openDialog);
		}
	}

	/** Leaves the tab as it is. */
	end(): Promise<void> {
		return this.#page.detach();
	}

	get #isSettled(): boolean {
		const isLeaving = this.#isRequested || this.#isScheduled;
		return this.#left !== undefined || (this.#documents.hasEnded(this.#loaderId) && !isLeaving);
	}

	#happened(method: string, params: unknown): void {
		switch (method) {
			case "Network.responseReceived":
				this.#documents.responded(params);
				return;
			case "Network.loadingFailed":
				this.#documents.failed(params);
				break;
			case "Fetch.requestPaused":
				this.answers.paused(params);
				return;
			case "Page.frameNavigated": {
				const { data } = frameNavigated.safeParse(params);
				if (data === undefined || data.frame.parentId !== undefined) return;
				const { frame } = data;
				this.#frameId = frame.id;
				this.#documents.committed(frame.id);
				this.#loaderId = frame.loaderId;
				this.#isRequested = false;
				this.#isScheduled = false;
				break;
			}
			case "Page.lifecycleEvent":
				this.#documents.lived(params);
				break;
			case "Page.frameRequestedNavigation": {
				const { data } = requested.safeParse(params);
				if (data?.frameId === this.#frameId && !ELSEWHERE.has(data?.disposition ?? ""))
					this.#isRequested = true;
				break;
			}
			case "Page.frameScheduledNavigation": {
				const { data } = scheduled.safeParse(params);
				if (data?.frameId === this.#frameId && data.delay <= SOON_S) this.#isScheduled = true;
				break;
			}
			case "Page.frameClearedScheduledNavigation":
				if (inFrame.safeParse(params).data?.frameId === this.#frameId) this.#isScheduled = false;
				break;
			case "Page.navigatedWithinDocument":
			case "Page.frameStoppedLoading":
				// One that never commits: a place of the same page, a download, or an answer without content.
				if (inFrame.safeParse(params).data?.frameId === this.#frameId) this.#isRequested = false;
				break;
			case "Page.javascriptDialogOpening": {
				const type = dialogOpening.safeParse(params).data?.type ?? "";
				this.#openDialog = type;
				if (type === "beforeunload" || !this.#leavesDialogs) this.#dismiss(type);
				return;
			}
			case "Page.javascriptDialogClosed":
				this.#openDialog = undefined;
				return;
			case "Inspector.targetCrashed":
				this.#left = LEFT.crashed;
				break;
			case "Inspector.targetReloadedAfterCrash":
				this.#left = undefined;
				break;
			case "Target.detachedFromTarget":
				this.#left = LEFT.closed;
				break;
			case CONNECTION_CLOSED:
				this.#left ??= LEFT.lost;
				break;
			default:
				return;
		}
		this.#wake();
	}

	/** Whoever has the page navigate wants to leave it. */
	#dismiss(type: string): void {
		void this.send("Page.handleJavaScriptDialog", { accept: type === "beforeunload" });
	}
}

import { z } from "zod";
import type { CdpEvent } from "../../browser/cdp.ts";
import type { NewEntry } from "../../domain/entry.ts";
import { shownUrl } from "../../lib/redact.ts";
import { redactText } from "../../lib/redact-text.ts";

/** A page's title often comes a little after its document. */
const TITLE_PATIENCE_MS = 300;
/** A document that goes on loading is written down as it is. */
const DOCUMENT_PATIENCE_MS = 5_000;

const navigated = z.object({
	frame: z.object({
		id: z.string(),
		parentId: z.string().optional(),
		loaderId: z.string(),
		url: z.string(),
		unreachableUrl: z.string().optional(),
	}),
	type: z.string().optional(),
});
const movedWithin = z.object({ frameId: z.string(), url: z.string() });
const dialogOpened = z.object({ message: z.string(), type: z.string() });
const dialogClosed = z.object({ result: z.boolean() });
const downloadBegun = z.object({ guid: z.string(), url: z.string(), suggestedFilename: z.string() });
const downloadProgress = z.object({ guid: z.string(), receivedBytes: z.number(), state: z.string() });
const responded = z.object({
	requestId: z.string(),
	type: z.string(),
	response: z.object({ status: z.number() }),
});

interface Navigation {
	readonly time: number;
	readonly url: string;
	/** Whose answer's status is its own; of another document's there is none. */
	readonly loaderId?: string;
	readonly isError: boolean;
	readonly isSameDocument: boolean;
	/** As far as it has been learnt. */
	title: string;
}

export interface PageLogParts {
	readonly targetId: string;
	readonly keepsDownloads: boolean;
	readonly add: (entry: NewEntry) => void;
	/** Asks the browser for the page's title; the empty string where it does not say. */
	readonly title: () => Promise<string>;
}

/** Where a page went, its dialogs and its downloads. */
export class PageLog {
	readonly #parts: PageLogParts;
	/** The status of the latest documents, by their loader. */
	readonly #statuses = new Map<string, number>();
	#navigation: Navigation | undefined;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(parts: PageLogParts) {
		this.#parts = parts;
	}

	/** Takes in an event of the page. */
	receive({ method, params }: CdpEvent): void {
		switch (method) {
			case "Network.responseReceived":
				return this.#responded(responded.safeParse(params).data);
			case "Page.frameNavigated":
				return this.#navigated(navigated.safeParse(params).data);
			case "Page.navigatedWithinDocument":
				return this.#movedWithin(movedWithin.safeParse(params).data);
			case "Page.domContentEventFired":
				void this.#learnTitle();
				return this.#settleIn(TITLE_PATIENCE_MS);
			case "Page.loadEventFired":
				return this.settle();
			case "Page.javascriptDialogOpening":
				return this.#dialogOpened(dialogOpened.safeParse(params).data);
			case "Page.javascriptDialogClosed":
				return this.#dialogClosed(dialogClosed.safeParse(params).data);
			case "Page.downloadWillBegin":
				return this.#downloadBegun(downloadBegun.safeParse(params).data);
			case "Page.downloadProgress":
				return this.#downloadProgressed(downloadProgress.safeParse(params).data);
			default:
		}
	}

	/** Writes down the navigation that waits for its title; one whose page has been left, with what is known of it. */
	settle(isLeft = false): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		const navigation = this.#navigation;
		this.#navigation = undefined;
		if (navigation === undefined) return;
		if (isLeft) this.#note(navigation);
		else void this.#titled(navigation).then(() => this.#note(navigation));
	}

	#responded(data: z.infer<typeof responded> | undefined): void {
		if (data?.type !== "Document") return;
		this.#statuses.set(data.requestId, data.response.status);
		const [oldest] = this.#statuses.keys();
		if (this.#statuses.size > 20 && oldest !== undefined) this.#statuses.delete(oldest);
	}

	#navigated(data: z.infer<typeof navigated> | undefined): void {
		if (data === undefined || data.frame.parentId !== undefined) return;
		this.settle(true);
		const { loaderId, url, unreachableUrl } = data.frame;
		this.#navigation = {
			time: Date.now(),
			url: unreachableUrl ?? url,
			loaderId,
			isError: unreachableUrl !== undefined,
			isSameDocument: false,
			title: "",
		};
		// What comes out of the back/forward cache has loaded before, and says so no more.
		this.#settleIn(data.type === "BackForwardCacheRestore" ? 0 : DOCUMENT_PATIENCE_MS);
	}

	#movedWithin(data: z.infer<typeof movedWithin> | undefined): void {
		if (data?.frameId !== this.#parts.targetId) return;
		this.settle();
		const here = { time: Date.now(), url: data.url, isError: false, title: "" };
		const moved = { ...here, isSameDocument: true };
		void this.#titled(moved).then(() => this.#note(moved));
	}

	async #learnTitle(): Promise<void> {
		if (this.#navigation !== undefined) await this.#titled(this.#navigation);
	}

	async #titled(navigation: Navigation): Promise<void> {
		const title = await this.#parts.title();
		const isLeft = this.#navigation !== undefined && this.#navigation !== navigation;
		if (!isLeft && title !== "") navigation.title = title;
	}

	/** What tells of the network may come another way than what tells of the page, and a little later. */
	#note({ time, url: address, loaderId = "", isError, isSameDocument, title: known }: Navigation): void {
		const { targetId, add } = this.#parts;
		const status = this.#statuses.get(loaderId);
		const url = shownUrl(address);
		const title = redactText(known).slice(0, 500);
		add({
			time,
			kind: "navigation",
			level: isError ? "error" : "info",
			text: `${url} ${title}`.trim(),
			targetId,
			detail: { url, title, status, isSameDocument },
		});
	}

	#settleIn(ms: number): void {
		if (this.#navigation === undefined) return;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.settle(), ms);
	}

	#dialogOpened(data: z.infer<typeof dialogOpened> | undefined): void {
		if (data === undefined) return;
		const { type, message } = data;
		this.#add("dialog", `${type}: ${message}`, { event: "opened", type });
	}

	#dialogClosed(data: z.infer<typeof dialogClosed> | undefined): void {
		if (data === undefined) return;
		const { result: isAccepted } = data;
		this.#add("dialog", isAccepted ? "accepted" : "dismissed", { event: "closed", isAccepted });
	}

	#downloadBegun(data: z.infer<typeof downloadBegun> | undefined): void {
		if (data === undefined) return;
		const fileName = redactText(data.suggestedFilename).slice(0, 500);
		const url = shownUrl(data.url, "data:".length);
		this.#add("download", `${fileName} started`, { event: "started", guid: data.guid, url, fileName });
	}

	#downloadProgressed(data: z.infer<typeof downloadProgress> | undefined): void {
		if (data?.state !== "completed" && data?.state !== "canceled") return;
		const { guid, receivedBytes: bytes, state: event } = data;
		// The browser is kept from saving what Berth keeps.
		if (this.#parts.keepsDownloads && event === "canceled" && bytes === 0) return;
		this.#add("download", `${event}, ${bytes} bytes`, { event, guid, bytes });
	}

	#add<Kind extends "dialog" | "download">(
		kind: Kind,
		text: string,
		detail: Extract<NewEntry, { kind: Kind }>["detail"],
	): void {
		const { targetId, add } = this.#parts;
		add({ time: Date.now(), kind, level: "info", text, targetId, detail } as NewEntry);
	}
}

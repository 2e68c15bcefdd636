import { z } from "zod";
import type { CdpClient } from "../browser/cdp.ts";
import {
	type Arrival,
	type Content,
	type ContentFormat,
	presentContent,
	wantedFor,
} from "../content/formats.ts";
import { harvestPage, type SendToPage } from "../content/harvest.ts";
import { problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import { firstPageIn, type Ownership } from "./open-tab.ts";

const LOAD_PATIENCE_MS = 30_000;
const HARVEST_PATIENCE_MS = 8_000;

/** What is asked of a page. */
export interface ScrapeRequest {
	readonly url: string;
	readonly formats: readonly ContentFormat[];
	readonly onlyMainContent: boolean;
	/** How long the page has for its scripts once it is loaded, in milliseconds. */
	readonly waitMs: number;
	/** Whether a picture of what is in view is wanted. */
	readonly hasScreenshot: boolean;
}

export interface Scraped {
	readonly content: Content;
	/** A PNG in base64. */
	readonly screenshot?: string;
}

const attached = z.object({ sessionId: z.string() });
const navigated = z.object({ loaderId: z.string().optional(), errorText: z.string().optional() });
const responded = z.object({
	loaderId: z.string(),
	type: z.string(),
	response: z.object({ url: z.string(), status: z.number(), mimeType: z.string() }),
});
const lifecycle = z.object({ name: z.string(), loaderId: z.string() });
const frameTree = z.object({ frameTree: z.object({ frame: z.object({ url: z.string() }) }) });
const captured = z.object({ data: z.string() });

/**
 * Loads a page in the session's first tab, so that it is whoever signed in there, and reads its content. A page that
 * goes on loading is read as it is after thirty seconds.
 * Refuses with `navigation_failed` when there is no such page.
 */
export async function scrape(
	cdp: CdpClient,
	owns: Ownership,
	request: ScrapeRequest,
): Promise<Result<Scraped>> {
	const targetId = await firstPageIn(cdp, owns);
	if (!targetId.ok) return targetId;
	const attachment = await cdp.send("Target.attachToTarget", { targetId: targetId.value, flatten: true });
	if (!attachment.ok) return attachment;
	const { sessionId } = attached.parse(attachment.value);
	const send: SendToPage = (method, params) => cdp.send(method, params, sessionId);
	try {
		const arrival = await arrive(cdp, sessionId, send, request);
		if (!arrival.ok) return arrival;
		await new Promise((resolve) => setTimeout(resolve, request.waitMs));
		const selection = { formats: request.formats, onlyMainContent: request.onlyMainContent };
		const harvest = await harvestPage(send, wantedFor(selection), HARVEST_PATIENCE_MS);
		if (!harvest.ok) return harvest;
		const content = presentContent(harvest.value, selection, arrival.value);
		if (!request.hasScreenshot) return ok({ content });
		const shot = await send("Page.captureScreenshot", { format: "png" });
		return shot.ok ? ok({ content, screenshot: captured.parse(shot.value).data }) : shot;
	} finally {
		void cdp.send("Target.detachFromTarget", { sessionId });
	}
}

/** Goes to the page; how it came to be, as its main response said. */
async function arrive(
	cdp: CdpClient,
	sessionId: string,
	send: SendToPage,
	{ url }: ScrapeRequest,
): Promise<Result<Arrival>> {
	const loaded = new Set<string>();
	const responses = new Map<string, z.infer<typeof responded>["response"]>();
	let onLoad = () => {};
	const stop = cdp.listen((event) => {
		if (event.sessionId !== sessionId) return;
		if (event.method === "Network.responseReceived") {
			const { data } = responded.safeParse(event.params);
			if (data?.type === "Document") responses.set(data.loaderId, data.response);
		} else if (event.method === "Page.lifecycleEvent") {
			const { data } = lifecycle.safeParse(event.params);
			if (data?.name === "load") loaded.add(data.loaderId);
			onLoad();
		}
	});
	try {
		await send("Network.enable", {});
		await send("Page.enable", {});
		await send("Page.setLifecycleEventsEnabled", { enabled: true });
		const navigation = await send("Page.navigate", { url });
		// A server that takes its time over the first byte is no fault of the browser's.
		if (!navigation.ok) return refuse(navigationFailed(navigation.problem.message));
		const { loaderId, errorText } = navigated.parse(navigation.value);
		if (errorText !== undefined) return refuse(navigationFailed(errorText));
		if (loaderId !== undefined) {
			const loading = new Promise<void>((resolve) => {
				onLoad = () => loaded.has(loaderId) && resolve();
				onLoad();
			});
			await withTimeout(loading, LOAD_PATIENCE_MS, "loading the page").catch((fault: unknown) => {
				if (!(fault instanceof TimeoutError)) throw fault;
			});
		}
		const tree = await send("Page.getFrameTree", {});
		if (!tree.ok) return tree;
		const response = responses.get(loaderId ?? "");
		return ok({
			sourceUrl: url,
			url: frameTree.parse(tree.value).frameTree.frame.url,
			statusCode: response === undefined || response.status === 0 ? null : response.status,
			contentType: response?.mimeType,
		});
	} finally {
		stop();
	}
}

const navigationFailed = (why: string) =>
	problem("navigation_failed", `The page could not be loaded: ${why}`);

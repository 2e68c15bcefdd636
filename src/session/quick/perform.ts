import { encodeBase64 } from "hono/utils/encode";
import type { Page } from "@cloudflare/puppeteer";
import type { QuickResult } from "../../domain/quick/outcome.ts";
import type { AnyQuickRequest } from "../../domain/quick/request.ts";
import { takeScreenshot, printPdf } from "./pictures.ts";
import { readAccessibility, readElements, readHtml, readLinks, readMarkdown } from "./reads.ts";

type RequestOf<Action extends AnyQuickRequest["action"]> = Extract<
	AnyQuickRequest,
	{ readonly action: Action }
>;

type Performer<Action extends AnyQuickRequest["action"]> = (
	page: Page,
	request: RequestOf<Action>,
) => Promise<QuickResult>;

const value = (given: unknown): QuickResult => ({ kind: "value", json: JSON.stringify(given ?? null) });

const markdownOf = (page: Page, { url = "" }: { readonly url?: string | undefined }) =>
	readMarkdown(page, url);

/** What each action makes of the page that is shown. `json` is made of the page's Markdown, by whoever has a model. */
const PERFORMERS: { readonly [Action in AnyQuickRequest["action"]]: Performer<Action> } = {
	content: async (page) => value(await readHtml(page)),
	markdown: async (page, request) => value(await markdownOf(page, request)),
	json: async (page, request) => value(await markdownOf(page, request)),
	links: async (page, request) => value(await readLinks(page, request)),
	scrape: async (page, { elements }) =>
		value(
			await readElements(
				page,
				elements.map(({ selector }) => selector),
			),
		),
	accessibilityTree: async (page, request) =>
		value({ accessibilityTree: await readAccessibility(page, request) }),
	screenshot: async (page, request) => {
		const { bytes, type } = await takeScreenshot(page, request);
		return { kind: "file", bytes, contentType: `image/${type}` };
	},
	pdf: async (page, request) => ({
		kind: "file",
		bytes: await printPdf(page, request),
		contentType: "application/pdf",
	}),
	render: async (page, request) => {
		const { formats } = request;
		return value({
			...(formats.includes("html") && { html: await readHtml(page) }),
			...(formats.includes("markdown") && { markdown: await markdownOf(page, request) }),
			links: await readLinks(page, { visibleLinksOnly: false, excludeExternalLinks: false }),
		});
	},
	snapshot: async (page, request) => {
		const { formats } = request;
		const picture = formats.includes("screenshot") ? await takeScreenshot(page, request) : undefined;
		return value({
			...(formats.includes("content") && { content: await readHtml(page) }),
			...(picture !== undefined && { screenshot: encodeBase64(picture.bytes.buffer) }),
			...(formats.includes("markdown") && { markdown: await markdownOf(page, request) }),
			...(formats.includes("accessibilityTree") && {
				accessibilityTree: await readAccessibility(page, {}),
			}),
		});
	},
};

/** Throws puppeteer's errors, and {@link QuickError}s. */
export function perform<Action extends AnyQuickRequest["action"]>(
	page: Page,
	request: RequestOf<Action>,
): Promise<QuickResult> {
	const performer = PERFORMERS[request.action] as Performer<Action>;
	return performer(page, request);
}
